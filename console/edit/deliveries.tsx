import { useState } from 'preact/hooks';
import type { DeliveryBody } from '../../lambdas/contract/delivery.ts';
import { api } from '../api.ts';
import { Button } from '../components/button.tsx';
import { Section } from '../components/section.tsx';
import { Timestamp } from '../components/timestamp.tsx';
import { toast } from '../components/toasts.tsx';
import { troubleOf } from '../trouble.ts';
import { attemptWords, deliveryWords } from './delivery-words.ts';

export interface DeliveriesProps {
  readonly editId: string;
  readonly deliveries: readonly DeliveryBody[];
  readonly onChanged: () => void;
}

/** What webhooks were told of an edit, attempt by attempt. */
export const DeliveriesSection = ({ editId, deliveries, onChanged }: DeliveriesProps) => {
  if (deliveries.length === 0) return null;
  return (
    <Section title="Webhook deliveries">
      <ul class="deliveries">
        {deliveries.map((delivery) => (
          <Delivery key={delivery.delivery_id} {...{ editId, delivery, onChanged }} />
        ))}
      </ul>
    </Section>
  );
};

const Delivery = ({
  editId,
  delivery,
  onChanged,
}: Omit<DeliveriesProps, 'deliveries'> & { readonly delivery: DeliveryBody }) => {
  const [busy, setBusy] = useState(false);
  const { label, tone } = deliveryWords[delivery.status];
  const resend = async (): Promise<void> => {
    setBusy(true);
    try {
      await api.deliveries.resend(editId, delivery.delivery_id);
      toast('It is sent again, with the same webhook-id');
    } catch (error) {
      const { title, nextStep } = troubleOf(error);
      toast(`${title}. ${nextStep}`);
    }
    setBusy(false);
    onChanged();
  };
  return (
    <li>
      <div class="delivery-head">
        <span class={`badge ${tone}`}>{label}</span>
        <strong>{delivery.type}</strong>
        <code>{delivery.url}</code>
        <Button busy={busy} onClick={() => void resend()}>
          {delivery.status === 'pending' ? 'Try now' : 'Send again'}
        </Button>
      </div>
      <ol class="moments">
        {delivery.attempts.map((attempt) => (
          <li key={attempt.at}>
            <Timestamp at={attempt.at} />
            <span>{attemptWords(attempt)}</span>
          </li>
        ))}
        {delivery.next_attempt_at !== undefined && (
          <li>
            <Timestamp at={delivery.next_attempt_at} />
            <span>Next attempt</span>
          </li>
        )}
      </ol>
    </li>
  );
};
