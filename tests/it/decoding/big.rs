//! Decimals of any size: slow, plain, and right at sight. What exact ones are compared with.

use scruple::types::Decimal;
use std::cmp::Ordering;

/// A whole number of any size: its digits in base 10^9, the lowest first. Slow and plain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Big(Vec<u64>);

impl Big {
    const BASE: u64 = 1_000_000_000;

    pub fn new(mut number: u128) -> Big {
        let mut digits = Vec::new();
        while number > 0 {
            digits.push((number % u128::from(Big::BASE)) as u64);
            number /= u128::from(Big::BASE);
        }
        Big(digits)
    }

    pub fn power(exponent: u32) -> Big {
        (0..exponent).fold(Big::new(1), |power, _| power.times(&Big::new(10)))
    }

    pub fn times(&self, other: &Big) -> Big {
        let mut digits = vec![0; self.0.len() + other.0.len() + 1];
        for (i, a) in self.0.iter().enumerate() {
            let mut carry = 0;
            for (j, b) in other.0.iter().chain([&0]).enumerate() {
                let sum = digits[i + j] + a * b + carry;
                digits[i + j] = sum % Big::BASE;
                carry = sum / Big::BASE;
            }
        }
        Big(digits).trimmed()
    }

    pub fn plus(&self, other: &Big) -> Big {
        let mut carry = 0;
        let digits = (0..=self.0.len().max(other.0.len()))
            .map(|i| {
                let sum = self.0.get(i).unwrap_or(&0) + other.0.get(i).unwrap_or(&0) + carry;
                carry = sum / Big::BASE;
                sum % Big::BASE
            })
            .collect();
        Big(digits).trimmed()
    }

    pub fn minus(&self, other: &Big) -> Big {
        let mut borrow = 0;
        let digits = (0..self.0.len())
            .map(|i| {
                let take = other.0.get(i).unwrap_or(&0) + borrow;
                borrow = u64::from(self.0[i] < take);
                self.0[i] + borrow * Big::BASE - take
            })
            .collect();
        Big(digits).trimmed()
    }

    pub fn trimmed(mut self) -> Big {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }

    pub fn order(&self, other: &Big) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

/// `mantissa / 10^places` with a mantissa of any size.
#[derive(Debug, Clone)]
pub struct Exact {
    pub negative: bool,
    pub mantissa: Big,
    pub places: u32,
}

impl Exact {
    pub fn new(decimal: Decimal) -> Exact {
        Exact {
            negative: decimal.mantissa() < 0,
            mantissa: Big::new(decimal.mantissa().unsigned_abs()),
            places: decimal.scale().into(),
        }
    }

    pub fn at(&self, places: u32) -> Big {
        self.mantissa.times(&Big::power(places - self.places))
    }

    pub fn order(&self, other: &Exact) -> Ordering {
        let places = self.places.max(other.places);
        let (left, right) = (self.at(places), other.at(places));
        let zero = Big::new(0);
        match (self.negative && left != zero, other.negative && right != zero) {
            (false, false) => left.order(&right),
            (true, true) => right.order(&left),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }

    pub fn plus(&self, other: &Exact) -> Exact {
        let places = self.places.max(other.places);
        let (left, right) = (self.at(places), other.at(places));
        let (negative, mantissa) = if self.negative == other.negative {
            (self.negative, left.plus(&right))
        } else if left.order(&right) == Ordering::Less {
            (other.negative, right.minus(&left))
        } else {
            (self.negative, left.minus(&right))
        };
        Exact { negative, mantissa, places }
    }

    pub fn times(&self, other: &Exact) -> Exact {
        Exact {
            negative: self.negative != other.negative,
            mantissa: self.mantissa.times(&other.mantissa),
            places: self.places + other.places,
        }
    }

    /// Whether a decimal holds it: 38 digits, at most 38 of them after the point.
    pub fn fits(&self) -> bool {
        let limit = Big::power(38);
        (0..=38).any(|places| {
            let dropped = self.places.saturating_sub(places);
            let whole = |big: &Big| Exact { negative: false, mantissa: big.clone(), places: 0 };
            let most = limit.times(&Big::power(dropped));
            let divides = (0..dropped).try_fold(self.mantissa.clone(), |left, _| tenth(&left));
            divides.is_some() && whole(&self.mantissa).order(&whole(&most)) == Ordering::Less
        })
    }
}

/// A tenth of the number, where it is whole.
fn tenth(number: &Big) -> Option<Big> {
    let mut rest = 0;
    let mut digits: Vec<u64> = number
        .0
        .iter()
        .rev()
        .map(|digit| {
            let sum = rest * Big::BASE + digit;
            rest = sum % 10;
            sum / 10
        })
        .collect();
    digits.reverse();
    (rest == 0).then(|| Big(digits).trimmed())
}
