/** What was wrong with what somebody typed, or with what was kept, in one line. */
export type Complaint = { complaint: string };

/** Whether it is a complaint. */
export function isComplaint(value: object | undefined): value is Complaint {
  return value !== undefined && 'complaint' in value;
}

/** What an error has to say; a bug is none, and is thrown on. */
export function complaintOf(error: unknown): Complaint {
  if (!(error instanceof Error) || error instanceof TypeError) throw error;
  return { complaint: error.message };
}
