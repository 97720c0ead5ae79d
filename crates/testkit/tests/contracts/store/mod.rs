mod accounts;
mod fixture;
mod objects;
mod queue;
mod schema;
