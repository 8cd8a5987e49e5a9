// Makes the calls of the forms. To this edition alone: the page's policy (connect-src 'self') lets it reach nobody else.

const fieldsIn = (form, place) =>
  [...form.querySelectorAll(`[data-in="${place}"]`)].filter(({ value }) => value !== '');

/** The request that a form describes: the values that are given, in path, query, headers and body. */
const requestOf = (form) => {
  const filled = fieldsIn(form, 'path').reduce(
    (path, { name, value }) => path.replace(`{${name}}`, encodeURIComponent(value)),
    form.dataset.path,
  );
  const url = new URL(filled, location.origin);
  for (const { name, value } of fieldsIn(form, 'query')) url.searchParams.set(name, value);
  const headers = new Headers({ accept: 'application/json' });
  for (const { name, value } of fieldsIn(form, 'header')) headers.set(name, value);
  const body = form.querySelector('textarea')?.value;
  if (body !== undefined) headers.set('content-type', 'application/json');
  return new Request(url, { method: form.dataset.method, headers, body });
};

const told = ['location', 'retry-after'];

const textOf = async (response) => {
  const lines = told.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [`${name}: ${value}`];
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const shown = isJson ? JSON.stringify(JSON.parse(text), null, 2) : text;
  return [`${response.status} ${response.statusText}`, ...lines, '', shown].join('\n');
};

for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const [answer, button] = [form.querySelector('pre'), form.querySelector('button')];
    button.disabled = true;
    answer.textContent = 'Waiting for the answer …';
    try {
      answer.textContent = await textOf(await fetch(requestOf(form)));
    } catch (error) {
      answer.textContent = `There was no answer (${error.message}). Is the edition still running?`;
    } finally {
      button.disabled = false;
    }
  });
}

// A second press of the button asks for the same edit, and pays nothing.
for (const field of document.querySelectorAll('[name="Idempotency-Key"]')) field.value = crypto.randomUUID();
