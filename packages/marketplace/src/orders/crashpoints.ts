/** Moments of an order's way in at which a process may end; tests end it at each. Nobody else listens. */
export const INTAKE_POINTS = [
  'intake.queued',
  'intake.verified',
  'intake.reserved',
  'intake.written',
  'intake.indexed',
  'intake.acknowledged',
] as const

export type IntakePoint = (typeof INTAKE_POINTS)[number]
export type OnIntakePoint = (point: IntakePoint) => void
