import { type DescMessage, fromJsonString, type MessageShape, toJsonString } from '@bufbuild/protobuf'
import type { Deal, SignedOrder, TaskLimits, TaskObservation, TaskSpec } from '@sonm/model'
import {
  type AskPlanSpec,
  DealSchema,
  dealFromMessage,
  dealToMessage,
  limitsFromMessage,
  limitsToMessage,
  type MachineInfo,
  MachineSchema,
  machineFromMessage,
  machineToMessage,
  observationFromMessage,
  observationToMessage,
  PlanSpecSchema,
  planSpecFromMessage,
  planSpecToMessage,
  SignedOrderSchema,
  signedOrderFromMessage,
  signedOrderToMessage,
  TaskLimitsSchema,
  TaskObservationSchema,
  TaskSpecSchema,
  taskSpecFromMessage,
  taskSpecToMessage,
} from '@sonm/protocol'

/** A value of the model as text in a column: the JSON of the message that carries it over the wire. Equal values give equal text. */
export interface Document<Value> {
  write(value: Value): string
  read(text: string): Value
}

function document<Schema extends DescMessage, Value>(
  schema: Schema,
  toMessage: (value: Value) => MessageShape<Schema>,
  fromMessage: (message: MessageShape<Schema>) => Value,
): Document<Value> {
  return {
    write: (value) => toJsonString(schema, toMessage(value)),
    read: (text) => fromMessage(fromJsonString(schema, text, { ignoreUnknownFields: true })),
  }
}

export const dealDocument = document<typeof DealSchema, Deal>(DealSchema, dealToMessage, dealFromMessage)
export const askDocument = document<typeof SignedOrderSchema, SignedOrder>(
  SignedOrderSchema,
  signedOrderToMessage,
  signedOrderFromMessage,
)
export const planSpecDocument = document<typeof PlanSpecSchema, AskPlanSpec>(
  PlanSpecSchema,
  planSpecToMessage,
  planSpecFromMessage,
)
export const machineDocument = document<typeof MachineSchema, MachineInfo>(
  MachineSchema,
  machineToMessage,
  machineFromMessage,
)
export const taskSpecDocument = document<typeof TaskSpecSchema, TaskSpec>(
  TaskSpecSchema,
  taskSpecToMessage,
  taskSpecFromMessage,
)
export const observationDocument = document<typeof TaskObservationSchema, TaskObservation>(
  TaskObservationSchema,
  observationToMessage,
  observationFromMessage,
)
/** The limits that the hub granted; it never writes partial ones. */
export const limitsDocument = document<typeof TaskLimitsSchema, TaskLimits>(
  TaskLimitsSchema,
  limitsToMessage,
  (message) => limitsFromMessage(message) as TaskLimits,
)
