//! Sentences of our own with the figures that they hold.
