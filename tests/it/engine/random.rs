//! Tables made at random.
