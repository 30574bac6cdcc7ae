//! What has to wait for the end, on disk: divided into ways as it is written, read back way by way.

use super::scratch::{Scratch, TemporaryFile};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;

/// Pieces of several ways in one temporary file.
#[derive(Debug)]
pub struct Pieces {
    file: TemporaryFile,
    /// By way where each piece begins, and how long it is.
    ways: Vec<Vec<(u64, usize)>>,
}

impl Pieces {
    /// # Errors
    /// Where there can be no temporary file.
    pub fn new(n_ways: usize, scratch: &Scratch) -> io::Result<Pieces> {
        Ok(Pieces { file: scratch.file()?, ways: vec![Vec::new(); n_ways] })
    }

    /// Makes room for more ways, and says which is the first of them.
    pub fn add_ways(&mut self, n_ways: usize) -> usize {
        let first = self.ways.len();
        self.ways.resize(first + n_ways, Vec::new());
        first
    }

    /// Writes a piece behind those that its way has.
    pub fn append(&mut self, way: usize, bytes: &[u8]) -> io::Result<()> {
        let start = self.file.append(bytes)?;
        self.ways[way].push((start, bytes.len()));
        Ok(())
    }

    /// Writes a value as a piece.
    pub fn append_value(&mut self, way: usize, value: &impl Serialize) -> io::Result<()> {
        self.append(way, &postcard::to_stdvec(value).map_err(io::Error::other)?)
    }

    /// The pieces of a way as they were written. One that cannot be read is left out, and noted: the
    /// run ends with an error.
    pub fn of_way(&self, way: usize) -> impl Iterator<Item = Vec<u8>> + '_ {
        self.ways[way].iter().filter_map(|(start, length)| self.file.get(*start, *length))
    }

    /// The values of a way, likewise.
    pub fn values_of_way<T: DeserializeOwned>(&self, way: usize) -> impl Iterator<Item = T> + '_ {
        self.of_way(way).filter_map(|bytes| {
            let value = postcard::from_bytes(&bytes);
            value.map_err(|error| self.fail(&io::Error::other(error))).ok()
        })
    }

    /// Takes note that the file failed: the run cannot be finished.
    pub fn fail(&self, error: &io::Error) {
        self.file.fail(error);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_back_by_their_ways() {
        let mut pieces = Pieces::new(2, &Scratch::default()).expect("a file");
        for (way, value) in [(1, "a"), (0, "b"), (1, "c")] {
            pieces.append_value(way, &value).expect("written");
        }
        let of_way = |way| pieces.values_of_way(way).collect::<Vec<String>>();
        assert_eq!([of_way(0), of_way(1)], [vec!["b"], vec!["a", "c"]]);
    }
}
