//! Cells read strictly as their types.
