import * as z from 'zod';
import { undeliverableEventSchema } from './delivery.ts';
import { eventSchema } from './events.ts';
import { rejectedEventSchema } from './inbox.ts';

/** Every event that Reshoot puts on its bus, told apart by `detail-type`. */
export const everyEventSchema = z.union([eventSchema, undeliverableEventSchema, rejectedEventSchema]);

export type EveryEvent = z.output<typeof everyEventSchema>;
