mod accounts;
mod audit;
mod fixture;
mod keys;
mod objects;
mod queue;
mod schema;
