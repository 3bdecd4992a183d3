export { findPostgres, type TestPostgres, testPostgres } from './postgres.ts'
