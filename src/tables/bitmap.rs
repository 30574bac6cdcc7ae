//! One bit a row, 64 to a word, the first row in the lowest bit.

/// A fixed number of bits. Bits beyond the length are always zero.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bitmap {
    words: Vec<u64>,
    len: usize,
}

impl Bitmap {
    /// All zero.
    pub fn zeros(len: usize) -> Bitmap {
        Bitmap { words: vec![0; len.div_ceil(64)], len }
    }

    /// All one.
    pub fn ones(len: usize) -> Bitmap {
        let mut map = Bitmap { words: vec![u64::MAX; len.div_ceil(64)], len };
        map.clear_tail();
        map
    }

    /// The bit of each row as `bit` says; 64 calls fill a word.
    #[inline]
    pub fn from_fn(len: usize, mut bit: impl FnMut(usize) -> bool) -> Bitmap {
        let mut words = Vec::with_capacity(len.div_ceil(64));
        let mut row = 0;
        while row < len {
            let end = (row + 64).min(len);
            let mut word = 0u64;
            for (shift, row) in (row..end).enumerate() {
                word |= u64::from(bit(row)) << shift;
            }
            words.push(word);
            row = end;
        }
        Bitmap { words, len }
    }

    /// The bit of each value as `bit` says. The rows are not checked one by one, so that the loop
    /// can be vectorised.
    #[inline]
    pub fn of<T: Copy>(values: &[T], bit: impl Fn(T) -> bool) -> Bitmap {
        let word = |chunk: &[T]| pack(chunk.iter().map(|value| bit(*value)));
        Bitmap { words: values.chunks(64).map(word).collect(), len: values.len() }
    }

    /// The bit of each pair of values as `bit` says; as long as the shorter side.
    #[inline]
    pub fn of_pairs<T: Copy>(left: &[T], right: &[T], bit: impl Fn(T, T) -> bool) -> Bitmap {
        let word = |(left, right): (&[T], &[T])| {
            pack(left.iter().zip(right).map(|(left, right)| bit(*left, *right)))
        };
        let words = left.chunks(64).zip(right.chunks(64)).map(word).collect();
        Bitmap { words, len: left.len().min(right.len()) }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[inline]
    pub fn get(&self, row: usize) -> bool {
        self.words[row / 64] >> (row % 64) & 1 == 1
    }

    #[inline]
    pub fn set(&mut self, row: usize) {
        debug_assert!(row < self.len);
        self.words[row / 64] |= 1 << (row % 64);
    }

    #[inline]
    pub fn clear(&mut self, row: usize) {
        self.words[row / 64] &= !(1 << (row % 64));
    }

    /// How many bits are one.
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether no bit is one.
    pub fn none(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub fn and(&self, other: &Bitmap) -> Bitmap {
        self.zip(other, |a, b| a & b)
    }

    pub fn or(&self, other: &Bitmap) -> Bitmap {
        self.zip(other, |a, b| a | b)
    }

    /// The bits of this one that the other does not have.
    pub fn and_not(&self, other: &Bitmap) -> Bitmap {
        self.zip(other, |a, b| a & !b)
    }

    /// Leaves the bits that the other has too.
    pub fn and_assign(&mut self, other: &Bitmap) {
        self.change(other, |a, b| a & b);
    }

    /// Leaves the bits that the other does not have.
    pub fn and_not_assign(&mut self, other: &Bitmap) {
        self.change(other, |a, b| a & !b);
    }

    /// Adds the bits that the other has.
    pub fn or_assign(&mut self, other: &Bitmap) {
        self.change(other, |a, b| a | b);
    }

    pub fn not(&self) -> Bitmap {
        let mut map =
            Bitmap { words: self.words.iter().map(|word| !word).collect(), len: self.len };
        map.clear_tail();
        map
    }

    /// The rows whose bit is one, in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros() as usize;
                    left &= left - 1;
                    index * 64 + bit
                })
            })
        })
    }

    #[inline]
    fn zip(&self, other: &Bitmap, f: impl Fn(u64, u64) -> u64) -> Bitmap {
        debug_assert_eq!(self.len, other.len);
        let words = self.words.iter().zip(&other.words).map(|(a, b)| f(*a, *b)).collect();
        Bitmap { words, len: self.len }
    }

    #[inline]
    fn change(&mut self, other: &Bitmap, f: impl Fn(u64, u64) -> u64) {
        debug_assert_eq!(self.len, other.len);
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a = f(*a, *b));
    }

    fn clear_tail(&mut self) {
        if let (Some(last), tail @ 1..) = (self.words.last_mut(), self.len % 64) {
            *last &= (1 << tail) - 1;
        }
    }
}

/// At most 64 bits as a word.
#[inline]
fn pack(bits: impl Iterator<Item = bool>) -> u64 {
    bits.enumerate().fold(0, |word, (shift, bit)| word | u64::from(bit) << shift)
}

/// The union of two sets of rows, either of which may be absent, which means empty.
pub fn union(left: Option<&Bitmap>, right: Option<&Bitmap>) -> Option<Bitmap> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.or(right)),
        (Some(one), None) | (None, Some(one)) => Some(one.clone()),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_beyond_the_length_stay_zero() {
        for len in [0, 1, 63, 64, 65, 130] {
            assert_eq!(Bitmap::ones(len).count(), len);
            assert_eq!(Bitmap::zeros(len).not().count(), len);
            assert_eq!(Bitmap::from_fn(len, |_| true), Bitmap::ones(len));
            assert_eq!(Bitmap::ones(len).iter().collect::<Vec<_>>(), (0..len).collect::<Vec<_>>());
        }
    }
}
