//! From tokens to a tree, by recursive descent.

use super::lexer::{Token, tokens};
use super::{Binary, Expr, Function, MAX_LENGTH, Node, Problem};

/// Levels of an expression.
const MAX_DEPTH: usize = 40;

type Parsed = Result<Expr, Problem>;

/// Parses `text`.
pub(crate) fn parse(text: &str) -> Parsed {
    if text.chars().count() > MAX_LENGTH {
        return Err(Problem::new(MAX_LENGTH, "an expression has at most 5,000 characters"));
    }
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    let expr = parser.any()?;
    match parser.peek() {
        Token::End => Ok(expr),
        _ => Err(parser.problem("an operator is missing here")),
    }
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    next: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(token, _)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(0, |(_, at)| *at)
    }

    fn problem(&self, message: &str) -> Problem {
        Problem::new(self.at(), message)
    }

    fn sign(&mut self, signs: &[&'static str]) -> Option<&'static str> {
        let Token::Sign(sign) = *self.peek() else { return None };
        let found = signs.contains(&sign).then_some(sign)?;
        self.next += 1;
        Some(found)
    }

    fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Token::Word(now) if now.eq_ignore_ascii_case(word));
        self.next += usize::from(found);
        found
    }

    fn wanted(&mut self, sign: &'static str) -> Result<(), Problem> {
        match self.sign(&[sign]) {
            Some(_) => Ok(()),
            None => Err(self.problem(&format!("`{sign}` is missing here"))),
        }
    }

    fn any(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.problem("the expression is nested too deeply"));
        }
        let mut left = self.both()?;
        while self.word("or") {
            left = binary(Binary::Or, left, self.both()?);
        }
        self.depth -= 1;
        Ok(left)
    }

    fn both(&mut self) -> Parsed {
        let mut left = self.not()?;
        while self.word("and") {
            left = binary(Binary::And, left, self.not()?);
        }
        Ok(left)
    }

    fn not(&mut self) -> Parsed {
        let at = self.at();
        let mut times = 0;
        while self.word("not") {
            times += 1;
        }
        let inner = self.comparison()?;
        // An even number of them is none.
        Ok(if times % 2 == 1 { Expr { node: Node::Not(Box::new(inner)), at } } else { inner })
    }

    fn comparison(&mut self) -> Parsed {
        let left = self.sum()?;
        let at = left.at;
        if let Some(sign) = self.sign(&["=", "<>", "!=", "<", "<=", ">", ">="]) {
            let op = match sign {
                "=" => Binary::Eq,
                "<>" | "!=" => Binary::Ne,
                "<" => Binary::Lt,
                "<=" => Binary::Le,
                ">" => Binary::Gt,
                _ => Binary::Ge,
            };
            return Ok(binary(op, left, self.sum()?));
        }
        if self.word("is") {
            let negated = self.word("not");
            if !self.word("null") {
                return Err(self.problem("`null` is missing here"));
            }
            return Ok(negate(negated, Expr { node: Node::IsNull(Box::new(left)), at }));
        }
        let begin = self.next;
        let negated = self.word("not");
        if self.word("in") {
            self.wanted("(")?;
            let list = self.list()?;
            return Ok(negate(negated, Expr { node: Node::In(Box::new(left), list), at }));
        }
        if self.word("between") {
            let low = self.sum()?;
            if !self.word("and") {
                return Err(self.problem("`and` is missing here"));
            }
            let high = self.sum()?;
            let above = binary(Binary::Ge, left.clone(), low);
            return Ok(negate(negated, binary(Binary::And, above, binary(Binary::Le, left, high))));
        }
        self.next = begin;
        Ok(left)
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        while let Some(sign) = self.sign(&["+", "-", "||"]) {
            let right = self.product()?;
            left = match sign {
                "||" => {
                    let at = left.at;
                    Expr { node: Node::Call(Function::Concat, vec![left, right]), at }
                }
                "+" => binary(Binary::Add, left, right),
                _ => binary(Binary::Subtract, left, right),
            };
        }
        Ok(left)
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.negative()?;
        while let Some(sign) = self.sign(&["*", "/", "%"]) {
            let op = match sign {
                "*" => Binary::Multiply,
                "/" => Binary::Divide,
                _ => Binary::Remainder,
            };
            left = binary(op, left, self.negative()?);
        }
        Ok(left)
    }

    fn negative(&mut self) -> Parsed {
        let at = self.at();
        let mut times = 0;
        while self.sign(&["-"]).is_some() {
            times += 1;
        }
        let inner = self.atom()?;
        Ok(if times % 2 == 1 { Expr { node: Node::Negative(Box::new(inner)), at } } else { inner })
    }

    fn atom(&mut self) -> Parsed {
        let at = self.at();
        let token = self.peek().clone();
        if token == Token::End {
            return Err(self.problem("something is missing at the end"));
        }
        self.next += 1;
        let node = match token {
            Token::Integer(number) => Node::Integer(number),
            Token::Float(number) => Node::Float(number),
            Token::Text(text) => Node::Text(text),
            Token::Column(name) => Node::Column(name),
            Token::Sign("(") => {
                let inner = self.any()?;
                self.wanted(")")?;
                inner.node
            }
            Token::Word(word) => self.named(&word, at)?,
            Token::Sign(sign) => return Err(Problem::new(at, format!("`{sign}` is not expected here"))),
            Token::End => return Err(Problem::new(at, "something is missing at the end")),
        };
        Ok(Expr { node, at })
    }

    fn named(&mut self, word: &str, at: usize) -> Result<Node, Problem> {
        if self.sign(&["("]).is_some() {
            let lower = word.to_ascii_lowercase();
            let function = Function::ALL.into_iter().find(|function| function.name() == lower);
            let function =
                function.ok_or_else(|| Problem::new(at, format!("there is no function `{word}`")))?;
            let arguments = self.list()?;
            return Ok(Node::Call(function, arguments));
        }
        match word.to_ascii_lowercase().as_str() {
            "true" => Ok(Node::Boolean(true)),
            "false" => Ok(Node::Boolean(false)),
            "null" => Ok(Node::Null),
            "case" => self.case(),
            "and" | "or" | "in" | "is" | "between" | "when" | "then" | "else" | "end" => {
                Err(Problem::new(at, format!("`{word}` is not expected here")))
            }
            _ => Ok(Node::Column(word.to_owned())),
        }
    }

    /// What follows `case`.
    fn case(&mut self) -> Result<Node, Problem> {
        let mut branches = Vec::new();
        while self.word("when") {
            let condition = self.any()?;
            if !self.word("then") {
                return Err(self.problem("`then` is missing here"));
            }
            branches.push((condition, self.any()?));
        }
        if branches.is_empty() {
            return Err(self.problem("`when` is missing here"));
        }
        let otherwise = if self.word("else") { Some(Box::new(self.any()?)) } else { None };
        if !self.word("end") {
            return Err(self.problem("`end` is missing here"));
        }
        Ok(Node::Case(branches, otherwise))
    }

    /// What follows an opening bracket, up to the closing one.
    fn list(&mut self) -> Result<Vec<Expr>, Problem> {
        let mut list = Vec::new();
        if self.sign(&[")"]).is_some() {
            return Ok(list);
        }
        loop {
            list.push(self.any()?);
            match self.sign(&[",", ")"]) {
                Some(")") => return Ok(list),
                Some(_) => {}
                None => return Err(self.problem("`,` or `)` is missing here")),
            }
        }
    }
}

fn binary(op: Binary, left: Expr, right: Expr) -> Expr {
    let at = left.at;
    Expr { node: Node::Binary(op, Box::new(left), Box::new(right)), at }
}

fn negate(negated: bool, expr: Expr) -> Expr {
    let at = expr.at;
    if negated { Expr { node: Node::Not(Box::new(expr)), at } } else { expr }
}
