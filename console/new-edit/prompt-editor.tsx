import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../components/toasts.tsx';
import { completed, matching, queryAt, referencesTo, type Query } from './completion.ts';
import { described, Faults } from './faults.tsx';
import { countsOf } from './form.ts';
import type { Model } from './model.ts';
import { ReferenceList, optionId } from './reference-list.tsx';
import { danglingIn, segmentsOf } from './references.ts';

interface Offer {
  readonly query: Query;
  readonly names: readonly string[];
  readonly active: number;
}

const listId = 'prompt-references';

/** The prompt, with its references coloured and offered while they are typed. */
export const PromptEditor = ({ model }: { readonly model: Model }) => {
  const { prompt } = model.form.value;
  const counts = countsOf(model.form.value);
  const textarea = useRef<HTMLTextAreaElement>(null);
  const mark = useRef<HTMLSpanElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const caret = useRef<number>(undefined);
  const [offer, setOffer] = useState<Offer>();
  const [place, setPlace] = useState({ left: 0, top: 0 });

  const lookAtCaret = () => {
    const { value, selectionStart, selectionEnd } = textarea.current ?? {};
    const query =
      value === undefined || selectionStart === undefined || selectionStart !== selectionEnd
        ? undefined
        : queryAt(value, selectionStart);
    const names = query === undefined ? [] : matching(query, referencesTo(counts));
    const isDone = names.length === 1 && query !== undefined && names[0] === `@${query.typed}`;
    if (query === undefined || names.length === 0 || isDone) {
      setOffer(undefined);
      return;
    }
    if (offer?.names.join() !== names.join())
      announce(
        `${names.length === 1 ? '1 picture' : `${names.length} pictures`} to name: ${names.join(', ')}.`,
      );
    setOffer({ query, names, active: 0 });
  };

  const pick = (name: string) => {
    if (offer === undefined) return;
    const edited = completed(prompt, offer.query, name);
    caret.current = edited.caret;
    setOffer(undefined);
    model.change((form) => ({ ...form, prompt: edited.prompt }));
    announce(name);
  };

  useLayoutEffect(() => {
    if (caret.current !== undefined) textarea.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  }, [prompt]);

  useLayoutEffect(() => {
    const of = mark.current?.getBoundingClientRect();
    const around = box.current?.getBoundingClientRect();
    if (of === undefined || around === undefined) return;
    const widest = around.width - listWidth;
    setPlace({ left: Math.max(0, Math.min(of.left - around.left, widest)), top: of.bottom - around.top });
  }, [offer?.query.start, offer === undefined]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (offer === undefined || event.isComposing) return;
    const { names, active } = offer;
    const to = { ArrowDown: active + 1, ArrowUp: active - 1 }[event.key];
    if (to !== undefined) setOffer({ ...offer, active: (to + names.length) % names.length });
    else if (event.key === 'Enter' || event.key === 'Tab') pick(names[active] ?? '');
    else if (event.key === 'Escape') setOffer(undefined);
    else return;
    event.preventDefault();
  };

  const { max } = model.terms.value.limits.promptCharacters;
  const control = described(model, 'prompt', 'prompt-hint prompt-count');
  return (
    <section class="card" aria-labelledby="prompt-title">
      <h2 id="prompt-title">
        <label for="prompt">Prompt</label>
      </h2>
      <div class="prompt-box" ref={box}>
        <div class="prompt-scroll">
          <div class="prompt">
            <div class="prompt-colours" aria-hidden="true">
              {coloured(prompt, segmentsOf(prompt, counts), offer?.query.start, mark)}
              {/* A last line break has a line of its own in a textarea. */}
              {prompt.endsWith('\n') && '\u200b'}
            </div>
            <textarea
              ref={textarea}
              id="prompt"
              value={prompt}
              rows={4}
              aria-autocomplete="list"
              aria-controls={offer && listId}
              aria-activedescendant={offer && optionId(listId, offer.active)}
              {...control}
              aria-invalid={model.shown.value.some(({ path }) => path === 'prompt')}
              onInput={({ currentTarget: { value } }) => {
                model.change((form) => ({ ...form, prompt: value }));
                lookAtCaret();
              }}
              onKeyDown={onKeyDown}
              onKeyUp={({ key }) => {
                if (/^(?:Arrow(?:Left|Right)|Home|End)$/u.test(key)) lookAtCaret();
              }}
              onClick={lookAtCaret}
              onBlur={() => {
                setOffer(undefined);
              }}
            />
          </div>
        </div>
        {offer && <ReferenceList id={listId} {...offer} {...place} onPick={pick} />}
      </div>
      <div class="prompt-foot">
        <p class="hint" id="prompt-hint">
          {counts.Element + counts.Image === 0
            ? 'What to change. Add elements or images below and name them here: type @.'
            : 'What to change. Type @ to name an element or image.'}
        </p>
        <p class={prompt.length > max ? 'fault' : 'hint'} id="prompt-count">
          {prompt.length} of {max} characters
        </p>
      </div>
      <Faults model={model} path="prompt" />
      {danglingIn(prompt, counts).length > 0 && <p class="hint">Add the picture below, or name another.</p>}
    </section>
  );
};

const listWidth = 176;

const coloured = (
  prompt: string,
  segments: ReturnType<typeof segmentsOf>,
  marked: number | undefined,
  mark: { current: HTMLSpanElement | null },
) => {
  let start = 0;
  const parts = segments.map(({ text, kind }) => {
    const from = start;
    start += text.length;
    const isMarked = marked !== undefined && marked >= from && marked < start;
    const within = isMarked ? marked - from : 0;
    return (
      <span key={from} class={kind}>
        {isMarked ? (
          <>
            {text.slice(0, within)}
            <span ref={mark} />
            {text.slice(within)}
          </>
        ) : (
          text
        )}
      </span>
    );
  });
  return prompt === '' ? null : parts;
};
