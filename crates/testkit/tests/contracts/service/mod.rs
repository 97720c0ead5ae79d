mod accounts;
mod audit;
mod flow;
mod imports;
mod members;
mod sample;
mod tenants;
mod training;
