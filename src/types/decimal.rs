//! Exact decimals of up to 38 digits.

/// `mantissa / 10^scale`. The scale is kept as written: 12.30 has scale 2.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    mantissa: i128,
    scale: u8,
}

impl Decimal {
    /// The decimal with this mantissa and this many digits after the point.
    pub const fn new(mantissa: i128, scale: u8) -> Decimal {
        Decimal { mantissa, scale }
    }

    pub const fn mantissa(self) -> i128 {
        self.mantissa
    }

    pub const fn scale(self) -> u8 {
        self.scale
    }
}

impl PartialEq for Decimal {
    fn eq(&self, _other: &Decimal) -> bool {
        todo!()
    }
}
