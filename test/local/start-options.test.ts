import { describe, expect, it } from '@jest/globals';
import { patience } from '../../lambdas/core/patience.ts';
import { CannotStart } from '../../local/errors.ts';
import { help, startOptions } from '../../local/start-options.ts';

describe('the options of npm start', () => {
  it('have defaults that cost nothing', () => {
    const options = startOptions([], { RUNCOMFY_TOKEN: 'not to be looked at' });
    expect(options).toMatchObject({ port: 4700, dataFolder: '.reshoot', open: false, live: false });
    expect(options.provider('folder')).toEqual({
      kind: 'stand-in',
      dataFolder: 'folder',
      queueSeconds: 2,
      runSeconds: 4,
    });
  });

  it('take the provider at an address, with the stand-in’s token unless another is given', () => {
    const url = 'http://127.0.0.1:9000';
    expect(startOptions(['--provider', url], {}).provider('')).toEqual({
      kind: 'address',
      url,
      token: 'stand-in-token',
    });
    expect(startOptions(['--provider', url, '--provider-token', 'mine'], {}).provider('')).toMatchObject({
      token: 'mine',
    });
  });

  it('use RunComfy itself only with --live and its token', () => {
    expect(startOptions(['--live'], { RUNCOMFY_TOKEN: 'secret' }).provider('')).toEqual({
      kind: 'live',
      token: 'secret',
    });
  });

  it('take every option, written in either way', () => {
    const options = startOptions(['--port=0', '--data', 'here', '--open', '--queue', '0', '--run=86400'], {});
    expect(options).toMatchObject({ port: 0, dataFolder: 'here', open: true, help: false });
    expect(options.provider('folder')).toMatchObject({ queueSeconds: 0, runSeconds: 86_400 });
    expect(startOptions(['--help'], {}).help).toBe(true);
  });

  it('may set when an edit is overdue, and leave all other patience as it is', () => {
    expect(startOptions([], {}).patience).toEqual(patience);
    expect(startOptions(['--overdue-after', '0.5'], {}).patience).toEqual({
      ...patience,
      overdueMinutes: 0.5,
    });
  });

  it('are all in the help', () => {
    const named = [...help.matchAll(/--[a-z-]+/gu)].map(([option]) => option);
    for (const option of [
      'port',
      'data',
      'provider',
      'provider-token',
      'overdue-after',
      'queue',
      'run',
      'live',
      'open',
      'help',
    ]) {
      expect(named).toContain(`--${option}`);
    }
  });

  it('keep the edits of RunComfy itself apart from the stand-in’s', () => {
    const env = { RUNCOMFY_TOKEN: 'secret' };
    expect(startOptions(['--live'], env).dataFolder).not.toBe(startOptions([], env).dataFolder);
    expect(startOptions(['--live', '--data', 'here'], env).dataFolder).toBe('here');
  });

  it('say nothing of a token in what they refuse', () => {
    const start = () => startOptions(['--live', '--port', 'x'], { RUNCOMFY_TOKEN: 'secret' });
    expect(start).toThrow(/^(?!.*secret).*--port/u);
  });

  it.each([
    [['--port', 'http'], '--port must be a whole number from 0 to 65535, and is http'],
    [['--port', '65536'], '--port must be a whole number from 0 to 65535, and is 65536'],
    [['--queue', '1.5'], '--queue must be a whole number from 0 to 86400, and is 1.5'],
    [['--port', ''], '--port must be a whole number from 0 to 65535, and is '],
    [['--port', '0x50'], '--port must be a whole number from 0 to 65535, and is 0x50'],
    [['--port', '1e3'], '--port must be a whole number from 0 to 65535, and is 1e3'],
    [['--queue', '86401'], '--queue must be a whole number from 0 to 86400, and is 86401'],
    [['--overdue-after', '0'], '--overdue-after must be a number of minutes, as 0.5, up to 10080, and is 0'],
    [['--overdue-after', '10081'], 'up to 10080, and is 10081'],
    [['--overdue-after', '1h'], 'and is 1h'],
    [['--open=yes'], "Option '--open' does not take an argument"],
    [['-p', '1'], "Unknown option '-p'"],
    [['--run', '-1'], "Option '--run' argument is ambiguous"],
    [['--live'], '--live needs RUNCOMFY_TOKEN in the environment'],
    [['--live', '--provider', 'http://127.0.0.1:1'], '--live and --provider exclude each other'],
    [['--prot', '1'], "Unknown option '--prot'"],
    [['--port'], "Option '--port <value>' argument missing"],
    [['4700'], "Unexpected argument '4700'"],
  ])('refuse %j in one line that names the option', (args, message) => {
    const start = () => startOptions(args, {});
    expect(start).toThrow(CannotStart);
    expect(start).toThrow(message);
    try {
      start();
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });
});
