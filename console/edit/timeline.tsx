import type { EditBody } from '../../lambdas/contract/edit.ts';
import { Section } from '../components/section.tsx';
import { Timestamp } from '../components/timestamp.tsx';
import { now } from '../live/now.ts';
import { durationWords } from '../words/durations.ts';
import { isUnderWay } from '../words/status.ts';
import { momentsOf } from './moments.ts';
import { phasesOf, phaseWords } from './timeline.ts';
import './timeline.css';

/** How an edit spent its time: as bars, as words, and by the clock. */
export const Timeline = ({ edit }: { readonly edit: EditBody }) => {
  // What has ended stands still.
  const phases = phasesOf(edit, isUnderWay(edit) || edit.status === 'uncertain' ? now.value : 0);
  return (
    <Section title="Timeline">
      <div class="phase-bar" aria-hidden="true">
        {phases.map(({ name, share, to }) => (
          <span
            key={name}
            class={`phase ${name} ${to === undefined ? 'going-on' : ''}`}
            style={{ flexGrow: String(share) }}
          />
        ))}
      </div>
      <ul class="phases">
        {phases.map(({ name, seconds, to }) => (
          <li key={name}>
            <span class={`phase-mark ${name}`} aria-hidden="true" />
            <span>{phaseWords[name]}</span>
            <span class="phase-time">
              {durationWords(seconds)}
              {to === undefined ? ' so far' : ''}
            </span>
          </li>
        ))}
      </ul>
      <ol class="moments">
        {momentsOf(edit).map(({ at, what }) => (
          <li key={`${at} ${what}`}>
            <Timestamp at={at} />
            <span>{what}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
};
