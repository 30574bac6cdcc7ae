//! Random typed trees.

use super::blocks::{Block, TYPES, Tape, value};
use scruple::diagnostics::Span;
use scruple::expressions::ast::{BinaryOp, IsTest};
use scruple::expressions::functions::find;
use scruple::expressions::typed::{Comprehension, Node, Typed};
use scruple::types::{Type, Value};

const COMPARISONS: [BinaryOp; 6] = [
    BinaryOp::Equal,
    BinaryOp::NotEqual,
    BinaryOp::Less,
    BinaryOp::LessEqual,
    BinaryOp::Greater,
    BinaryOp::GreaterEqual,
];

const OPERATORS: [BinaryOp; 6] = [
    BinaryOp::Add,
    BinaryOp::Subtract,
    BinaryOp::Multiply,
    BinaryOp::Divide,
    BinaryOp::WholeDivide,
    BinaryOp::Remainder,
];

const TESTS: [IsTest; 4] = [IsTest::Null, IsTest::True, IsTest::False, IsTest::Unknown];

fn typed(node: Node, ty: Type) -> Typed {
    Typed { node, ty, span: Span::default() }
}

/// What lists hold.
const ELEMENTS: [Type; 6] =
    [Type::Integer, Type::Number, Type::Text, Type::Date, Type::Float, Type::Boolean];

/// A tree of a type, of at most so many levels.
pub fn of_type(ty: Type, depth: usize, tape: &mut Tape, block: &Block) -> Typed {
    tree(ty, depth, (tape, block), &[])
}

/// `scope` is what the comprehensions around look at, from the outermost.
fn tree(ty: Type, depth: usize, (tape, block): (&mut Tape, &Block), scope: &[Type]) -> Typed {
    if depth == 0 {
        return leaf(ty, (tape, block), scope);
    }
    let mut new = Maker { depth: depth - 1, tape, block, scope: scope.to_vec() };
    match new.tape.below(9) {
        0 | 1 => leaf(ty, (new.tape, block), scope),
        8 if !ty.is_list() => new.of_list(ty),
        2 => new.choice(ty),
        3 => {
            let from = if new.tape.below(6) == 5 { Type::Null } else { ty };
            typed(Node::Convert(new.boxed(from)), ty)
        }
        _ => match ty {
            Type::Boolean => new.condition(),
            Type::Integer | Type::Number | Type::Float => new.number(ty),
            Type::Text => new.text(),
            Type::List(element) => new.list(*element),
            _ => new.date(ty),
        },
    }
}

fn leaf(ty: Type, (tape, block): (&mut Tape, &Block), scope: &[Type]) -> Typed {
    let level = tape.below(3);
    if scope.get(level) == Some(&ty) {
        return typed(Node::Element { level, position: false }, ty);
    }
    if ty == Type::Integer && level < scope.len() && tape.below(3) == 1 {
        return typed(Node::Element { level, position: true }, ty);
    }
    if let Type::List(element) = ty {
        let count = tape.below(5);
        let item = |_| leaf(*element, (&mut *tape, block), scope);
        return match count {
            4 => typed(Node::Literal(Value::Null), ty),
            _ => typed(Node::List((0..count).map(item).collect()), ty),
        };
    }
    let column = TYPES.iter().position(|known| *known == ty).map(|at| 2 * at + tape.below(2));
    let node = match (tape.below(8), column) {
        (6, _) => Node::Literal(Value::Null),
        (4 | 5 | 7, _) | (_, None) => Node::Literal(value(ty, tape.next(), tape.next())),
        (3, Some(column)) => Node::Follow { path: Vec::new(), column },
        (_, Some(column)) => Node::Column(column % block.n_columns()),
    };
    typed(node, ty)
}

struct Maker<'m, 't, 'a> {
    depth: usize,
    tape: &'m mut Tape<'t>,
    block: &'m Block<'a>,
    scope: Vec<Type>,
}

impl Maker<'_, '_, '_> {
    fn any(&mut self, ty: Type) -> Typed {
        tree(ty, self.depth, (self.tape, self.block), &self.scope)
    }

    fn boxed(&mut self, ty: Type) -> Box<Typed> {
        Box::new(self.any(ty))
    }

    fn column(&mut self, ty: Type) -> Box<Typed> {
        let at = TYPES.iter().position(|known| *known == ty).unwrap_or(0);
        Box::new(typed(Node::Column(2 * at + self.tape.below(2)), ty))
    }

    fn literal(&mut self, ty: Type) -> Box<Typed> {
        let literal = value(ty, self.tape.next(), self.tape.next());
        Box::new(typed(Node::Literal(literal), ty))
    }

    fn some(&mut self, ty: Type) -> Vec<Typed> {
        (0..1 + self.tape.below(7)).map(|_| self.any(ty)).collect()
    }

    fn flag(&mut self) -> bool {
        self.tape.below(3) == 2
    }

    fn call(&mut self, name: &str, args: &[Type], ty: Type) -> Typed {
        let function = find(name).expect("a function");
        typed(Node::Call { function, args: args.iter().map(|ty| self.any(*ty)).collect() }, ty)
    }

    fn choice(&mut self, ty: Type) -> Typed {
        match self.tape.below(4) {
            0 => self.call("if", &[Type::Boolean, ty, ty], ty),
            1 => self.call("coalesce", &[ty, ty, ty], ty),
            2 => self.call("nullif", &[ty, ty], ty),
            _ => {
                let branches = (0..1 + self.tape.below(3))
                    .map(|_| (self.any(Type::Boolean), self.any(ty)))
                    .collect();
                typed(Node::Case { branches, otherwise: self.boxed(ty) }, ty)
            }
        }
    }

    fn element_type(&mut self) -> Type {
        *self.tape.pick(&ELEMENTS)
    }

    /// A value that a list gives.
    fn of_list(&mut self, ty: Type) -> Typed {
        let list = ty.list_of().expect("a type");
        let other = self.element_type();
        let others = other.list_of().expect("a type");
        match (ty, self.tape.below(6)) {
            (Type::Integer, 0) => self.call("length", &[others], ty),
            (Type::Integer, 1) => self.call("list_count", &[others], ty),
            (Type::Integer, 2) => self.call("list_unique", &[others], ty),
            (Type::Integer, 3) => self.call("list_position", &[others, other], ty),
            (Type::Boolean, 0) => self.call("list_contains", &[others, other], ty),
            (Type::Boolean, 1) => self.call("list_bool_and", &[list], ty),
            (Type::Boolean, 2) => self.call("list_has_all", &[others, others], ty),
            (Type::Boolean, 3) => {
                let (left, right) = (self.boxed(others), self.boxed(others));
                typed(Node::Compare { op: *self.tape.pick(&COMPARISONS), left, right }, ty)
            }
            (Type::Boolean, 4) => {
                let (left, right) = (self.boxed(others), self.boxed(others));
                typed(Node::Distinct { left, right, negated: self.flag() }, ty)
            }
            (Type::Integer | Type::Number | Type::Float, 4) => self.call("list_sum", &[list], ty),
            (Type::Number | Type::Float, 3) => self.call("list_avg", &[list], ty),
            (_, 5) if ELEMENTS.contains(&ty) => self.call("list_max", &[list], ty),
            _ => self.call("list_extract", &[list, Type::Integer], ty),
        }
    }

    fn list(&mut self, element: Type) -> Typed {
        let ty = element.list_of().expect("a type");
        match self.tape.below(10) {
            9 => {
                let (left, right) = (self.boxed(ty), self.boxed(ty));
                typed(Node::Concat { left, right }, ty)
            }
            0 => typed(Node::List(self.some(element)), ty),
            1 => self.call("list_slice", &[ty, Type::Integer, Type::Integer], ty),
            2 => self.call("list_concat", &[ty, ty], ty),
            3 => self.call("list_distinct", &[ty], ty),
            4 if element == Type::Text => {
                let function = find("string_split").expect("a function");
                let separator = typed(Node::Literal(Value::Text("a".to_owned())), Type::Text);
                let args = vec![self.any(Type::Text), separator];
                typed(Node::Call { function, args }, ty)
            }
            _ => {
                let from = self.element_type();
                let list = self.any(from.list_of().expect("a type"));
                let level = self.scope.len();
                self.scope.push(from);
                let result = self.any(element);
                let filter = if self.flag() { Some(self.any(Type::Boolean)) } else { None };
                self.scope.pop();
                let made = Comprehension { list, result, filter, level };
                typed(Node::Comprehension(Box::new(made)), ty)
            }
        }
    }

    fn condition(&mut self) -> Typed {
        let ty = *self.tape.pick(&TYPES);
        let exact = *self.tape.pick(&[Type::Integer, Type::Number]);
        let node = match self.tape.below(22) {
            0 => Node::Not(self.boxed(Type::Boolean)),
            1 => Node::And(self.some(Type::Boolean)),
            2 => Node::Or(self.some(Type::Boolean)),
            3 => Node::Is {
                operand: self.boxed(Type::Boolean),
                test: *self.tape.pick(&TESTS),
                negated: self.flag(),
            },
            4 => Node::Is { operand: self.boxed(ty), test: IsTest::Null, negated: self.flag() },
            5 => {
                Node::Distinct { left: self.boxed(ty), right: self.boxed(ty), negated: self.flag() }
            }
            6 | 7 => Node::Between {
                operand: self.boxed(ty),
                low: self.boxed(ty),
                high: self.boxed(ty),
                negated: self.flag(),
            },
            8 => Node::In {
                operand: self.boxed(ty),
                list: self.some(ty),
                negated: self.flag(),
                members: Default::default(),
            },
            9 => Node::In {
                operand: self.boxed(ty),
                list: (0..1 + self.tape.below(30))
                    .map(|_| typed(Node::Literal(value(ty, 0, self.tape.next())), ty))
                    .collect(),
                negated: self.flag(),
                members: Default::default(),
            },
            10 => Node::Like {
                operand: self.boxed(Type::Text),
                pattern: match self.tape.below(3) {
                    0 => self.boxed(Type::Text),
                    _ => {
                        let pattern =
                            *self.tape.pick(&["a%", "%b", "_", "a_b", "%a%b%", "%_b", "x%%"]);
                        let value = Value::Text(pattern.to_owned());
                        Box::new(typed(Node::Literal(value), Type::Text))
                    }
                },
                escape: *self.tape.pick(&[None, Some('X'), Some('a')]),
                fold: self.flag(),
                negated: self.flag(),
            },
            11 => Node::Matches {
                operand: self.boxed(Type::Text),
                regex: scruple::expressions::pattern::pattern(
                    ["a", "^a.*b$", "[0-9]+"][self.tape.below(3)],
                )
                .expect("valid"),
                negated: self.flag(),
            },
            12 => {
                let other = if ty.is_numeric() { Type::Float } else { ty };
                let other = if self.flag() { other } else { ty };
                Node::Agrees { left: self.boxed(ty), right: self.boxed(other) }
            }
            // Quotients on either side.
            13 => {
                let quotient = self.quotient(exact);
                let (one, other) = (self.boxed(exact), Box::new(quotient));
                let (left, right) = if self.flag() { (one, other) } else { (other, one) };
                Node::Compare { op: *self.tape.pick(&COMPARISONS), left, right }
            }
            14 if self.flag() => Node::Between {
                operand: self.column(exact),
                low: self.literal(exact),
                high: self.literal(exact),
                negated: self.flag(),
            },
            14 => {
                let operand = Box::new(self.quotient(exact));
                Node::Between {
                    operand,
                    low: if self.flag() { self.boxed(exact) } else { self.literal(exact) },
                    high: if self.flag() { self.boxed(exact) } else { self.literal(exact) },
                    negated: self.flag(),
                }
            }
            // What has a kernel of its own: columns with columns and literals.
            15 | 16 => Node::Compare {
                op: *self.tape.pick(&COMPARISONS),
                left: self.column(ty),
                right: self.literal(ty),
            },
            17 | 18 => Node::Compare {
                op: *self.tape.pick(&COMPARISONS),
                left: if self.flag() { self.literal(ty) } else { self.column(ty) },
                right: self.column(ty),
            },
            19 => Node::Between {
                operand: self.column(ty),
                low: self.literal(ty),
                high: self.literal(ty),
                negated: self.flag(),
            },
            _ => Node::Compare {
                op: *self.tape.pick(&COMPARISONS),
                left: self.boxed(ty),
                right: self.boxed(ty),
            },
        };
        typed(node, Type::Boolean)
    }

    fn quotient(&mut self, ty: Type) -> Typed {
        let (left, right) = match self.flag() {
            true => (self.boxed(ty), self.boxed(ty)),
            false => (self.column(ty), self.column(ty)),
        };
        typed(Node::Arithmetic { op: BinaryOp::Divide, left, right }, Type::Number)
    }

    fn number(&mut self, ty: Type) -> Typed {
        match self.tape.below(10) {
            0 => typed(Node::Negate(self.boxed(ty)), ty),
            1 => {
                let from = *self.tape.pick(&[Type::Integer, Type::Number, Type::Float, Type::Text]);
                typed(Node::Cast { operand: self.boxed(from), attempt: self.flag() }, ty)
            }
            2 => self.call("abs", &[ty], ty),
            3 if ty == Type::Integer => {
                let (left, right) = (self.boxed(Type::Date), self.boxed(Type::Date));
                typed(Node::Arithmetic { op: BinaryOp::Subtract, left, right }, ty)
            }
            3 if ty == Type::Float => typed(Node::Convert(self.boxed(Type::Number)), ty),
            3 => self.call("round", &[ty, Type::Integer], ty),
            4 if ty == Type::Integer => self.call("length", &[Type::Text], ty),
            4 => self.call("greatest", &[ty, ty], ty),
            _ => {
                let op = *self.tape.pick(&OPERATORS);
                // The quotient of integers is no integer.
                let operand =
                    if ty == Type::Number { *self.tape.pick(&[Type::Integer, ty]) } else { ty };
                let op =
                    if ty == Type::Integer && op == BinaryOp::Divide { BinaryOp::Add } else { op };
                let (left, right) = match self.tape.below(4) {
                    0 => (self.column(operand), self.column(operand)),
                    1 => (self.column(operand), self.literal(operand)),
                    _ => (self.boxed(operand), self.boxed(operand)),
                };
                typed(Node::Arithmetic { op, left, right }, ty)
            }
        }
    }

    fn text(&mut self) -> Typed {
        match self.tape.below(5) {
            0 | 1 => {
                let (left, right) = (self.boxed(Type::Text), self.boxed(Type::Text));
                typed(Node::Concat { left, right }, Type::Text)
            }
            2 => {
                let from = *self.tape.pick(&TYPES);
                typed(Node::Cast { operand: self.boxed(from), attempt: self.flag() }, Type::Text)
            }
            3 => self.call("substr", &[Type::Text, Type::Integer, Type::Integer], Type::Text),
            _ => self.call("concat", &[Type::Text, Type::Integer], Type::Text),
        }
    }

    fn date(&mut self, ty: Type) -> Typed {
        let op = *self.tape.pick(&[BinaryOp::Add, BinaryOp::Subtract]);
        let node = match (ty, self.tape.below(3)) {
            (Type::Date, 0) => Node::Arithmetic {
                op,
                left: self.boxed(Type::Date),
                right: self.boxed(Type::Integer),
            },
            (Type::DateTime | Type::PartialDate, 0) => Node::Convert(self.boxed(Type::Date)),
            (Type::Duration, 0) => Node::Negate(self.boxed(Type::Duration)),
            (_, 1) => {
                let from = *self.tape.pick(&[Type::Text, ty]);
                Node::Cast { operand: self.boxed(from), attempt: self.flag() }
            }
            _ => Node::Arithmetic { op, left: self.boxed(ty), right: self.boxed(Type::Duration) },
        };
        typed(node, ty)
    }
}
