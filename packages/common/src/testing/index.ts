export { findPostgres, type TestPostgres, testPostgres } from './postgres.ts'
export { PatientClock, watchedStore } from './watched-store.ts'
