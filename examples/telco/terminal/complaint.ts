/** What was wrong with what somebody typed, in one line. */
export type Complaint = { complaint: string };

/** Whether it is a complaint. */
export function isComplaint(value: object | undefined): value is Complaint {
  return value !== undefined && 'complaint' in value;
}
