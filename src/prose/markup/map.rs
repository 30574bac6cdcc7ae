//! Where each stretch of a text stands in what it was made from.

use crate::diagnostics::Span;

/// A stretch: so many bytes of the text, and what they stand for.
#[derive(Debug, Clone, Copy)]
struct Piece {
    text: usize,
    len: usize,
    source: Span,
}

impl Piece {
    fn is_literal(&self) -> bool {
        self.source.end - self.source.start == self.len
    }
}

/// The stretches of a text in their order.
#[derive(Debug, Clone, Default)]
pub(in crate::prose) struct Map {
    pieces: Vec<Piece>,
}

impl Map {
    /// Adds the next stretch; one that goes on where the last ended becomes part of it.
    pub fn add(&mut self, text: usize, len: usize, source: Span) {
        if len == 0 {
            return;
        }
        let piece = Piece { text, len, source };
        if let Some(last) = self.pieces.last_mut()
            && last.is_literal()
            && piece.is_literal()
            && last.text + last.len == text
            && last.source.end == source.start
        {
            last.len += len;
            last.source.end = source.end;
            return;
        }
        self.pieces.push(piece);
    }

    /// What a stretch of the text stands for.
    pub fn source(&self, text: Span) -> Span {
        let start = self.start(text.start);
        let end = match text.end.checked_sub(1) {
            Some(last) if text.end > text.start => self.end(last),
            _ => start,
        };
        Span::new(start, end)
    }

    fn piece(&self, text: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.text <= text);
        self.pieces.get(after.saturating_sub(1))
    }

    fn start(&self, text: usize) -> usize {
        self.piece(text).map_or(0, |piece| {
            let offset = text.saturating_sub(piece.text);
            if piece.is_literal() {
                piece.source.start + offset.min(piece.len)
            } else {
                piece.source.start
            }
        })
    }

    /// The end of what the byte at this place stands for.
    fn end(&self, text: usize) -> usize {
        self.piece(text).map_or(0, |piece| {
            let offset = text.saturating_sub(piece.text) + 1;
            if piece.is_literal() {
                piece.source.start + offset.min(piece.len)
            } else {
                piece.source.end
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_map_to_what_they_stand_for() {
        // "a&amp;bc" reads as "a&bc".
        let mut map = Map::default();
        map.add(0, 1, Span::new(0, 1));
        map.add(1, 1, Span::new(1, 6));
        map.add(2, 2, Span::new(6, 8));
        assert_eq!(map.source(Span::new(0, 2)), Span::new(0, 6));
        assert_eq!(map.source(Span::new(1, 3)), Span::new(1, 7));
        assert_eq!(map.source(Span::new(2, 4)), Span::new(6, 8));
        assert_eq!(map.source(Span::new(3, 3)), Span::new(7, 7));
    }
}
