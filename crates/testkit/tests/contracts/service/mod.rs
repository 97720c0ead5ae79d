mod accounts;
mod audit;
mod flow;
mod imports;
mod sample;
mod tenants;
mod training;
