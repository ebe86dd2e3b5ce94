import type { DatabaseSync } from 'node:sqlite';

/**
 * Does some work in one transaction: all of it is kept, or none if it throws.
 *
 * Nobody else writes meanwhile, in this process or another; who begins while another is at it gets the error "busy".
 */
export function transaction<Result>(connection: DatabaseSync, work: () => Result): Result {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}
