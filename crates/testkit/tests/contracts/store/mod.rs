mod accounts;
mod audit;
mod factors;
mod fixture;
mod keys;
mod objects;
mod queue;
mod schema;
