mod accounts;
mod audit;
mod fixture;
mod objects;
mod queue;
mod schema;
mod sharing;
