import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Act, Answer } from '../answer.ts';
import type { What } from './fault.ts';
import { alter, cut, drip, expire, say, shorten } from './reshape.ts';
import type { Wire } from './wire.ts';

/** Acts for a caller who hears nothing of it. */
const unheard = async (act: Act): Promise<void> => {
  const { body } = await act();
  if (body instanceof Readable) body.destroy();
};

/** Answers nothing where the caller hears nothing. */
export const befall = async (todo: What, act: Act, wire: Wire): Promise<Answer | undefined> => {
  switch (todo.kind) {
    case 'answer':
      return { status: todo.status, headers: todo.headers, body: todo.body };
    case 'delay': {
      const answer = await act();
      await wire.wait(todo.seconds);
      return answer;
    }
    case 'hold': {
      const answer = await act();
      await wire.hold(todo.name);
      return answer;
    }
    case 'hang-up':
      if (todo.when === 'after') await unheard(act);
      wire.hangUp();
      return undefined;
    case 'reset':
      if (todo.when === 'after') await unheard(act);
      wire.reset();
      return undefined;
    case 'silence':
      if (todo.when === 'after') await unheard(act);
      return undefined;
    case 'break':
      return cut(await act(), todo.afterBytes, wire);
    case 'drip':
      return drip(await act(), todo.bytesPerSecond, wire);
    case 'alter':
      return alter(await act(), todo.status, todo.headers);
    case 'shorten':
      return shorten(await act(), todo.bytes);
    case 'say':
      return say(await act(), todo.body);
    case 'expire':
      return expire(await act(), Date.now() + todo.seconds * 1000);
    case 'ignore-range':
      return act({ whole: true });
    case 'new-etag':
      return act({ etag: `"${randomUUID()}"` });
  }
};
