mod accounts;
mod audit;
mod fixture;
mod objects;
mod people;
mod queue;
mod schema;
