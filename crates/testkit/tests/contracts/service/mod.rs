mod accounts;
mod flow;
mod imports;
mod sample;
mod tenants;
mod training;
