import { html } from 'ghtml';
import { skeletonOf, type Document, type Operation, type Parameter } from './document.ts';
import { fieldView, typeOf } from './schema.ts';

/** One call: what it takes, what it answers, and a form that makes it. @param url of this edition */
export const operationView = (operation: Operation, document: Document, url: string): string => {
  const { operationId, method, path, summary, parameters, requestBody, responses } = operation;
  const body = requestBody?.content['application/json']?.schema;
  const answers = Object.entries(responses).map(([status, { description, content = {} }]) => {
    const [type] = Object.values(content);
    return html`<li>
      <strong>${status}</strong> ${description}!${type === undefined ? '' : `: ${typeOf(type.schema)}`}
    </li>`;
  });
  return html`<section id="${operationId}" aria-labelledby="${operationId}-name">
    <h3 id="${operationId}-name">${summary}</h3>
    <p><code class="call">${method.toUpperCase()} ${path}</code></p>
    !${parameters.length === 0 ? '' : html`<dl class="fields">!${parameters.map(parameterView)}</dl>`}
    !${body === undefined ? '' : html`<p>Body: !${typeOf(body)}</p>`}
    <ul class="answers">
      !${answers}
    </ul>
    <details>
      <summary>Try it: ${summary}</summary>
      <form data-method="${method.toUpperCase()}" data-path="${path}">
        !${parameters.map((parameter) => parameterField(operationId, parameter))}
        !${body === undefined ? '' : bodyField(operationId, exampleOf(operation, document, url))}
        <button type="submit">Send</button>
        <pre role="status" tabindex="0" aria-label="Answer"></pre>
      </form>
    </details>
  </section> `;
};

const parameterView = ({ name, in: place, required, description, schema }: Parameter): string =>
  fieldView({ name, schema, description, note: `in the ${place}${required ? ', required' : ''}` });

const parameterField = (operationId: string, { name, in: place, required }: Parameter): string => {
  const id = `${operationId}-${name}`;
  return html`<div>
    <label for="${id}">${name}</label>
    <input id="${id}" name="${name}" data-in="${place}" autocomplete="off" ${required ? 'required' : ''} />
  </div>`;
};

const bodyField = (operationId: string, example: unknown): string => {
  const id = `${operationId}-body`;
  const text = JSON.stringify(example, null, 2);
  return html`<div>
    <label for="${id}">Body</label>
    <textarea id="${id}" rows="${text.split('\n').length + 1}" spellcheck="false">${text}</textarea>
  </div>`;
};

/** A body to begin from. An edit is one of the sample clip: it costs nothing but with `--live`. */
const exampleOf = ({ operationId, requestBody }: Operation, document: Document, url: string): unknown =>
  operationId === 'submitEdit'
    ? { prompt: 'Make it a cold blue night', video_url: `${url}/samples/input-1-1.mp4` }
    : skeletonOf(requestBody?.content['application/json']?.schema ?? {}, document);
