mod accounts;
mod audit;
mod factors;
mod fixture;
mod objects;
mod queue;
mod schema;
