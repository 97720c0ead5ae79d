mod accounts;
mod audit;
mod consents;
mod fixture;
mod keys;
mod objects;
mod queue;
mod schema;
