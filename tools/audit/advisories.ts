import { z } from 'zod';

/** Something that is known against a package of the lock file. */
export interface Advisory {
  /** `GHSA-…`, or the address it has. */
  readonly id: string;
  readonly package: string;
  readonly severity: string;
  readonly title: string;
  /** The versions it is about. */
  readonly range: string;
}

/** Why an advisory is lived with, for a while. */
export interface Answer {
  /** As `npm run audit` names it. */
  readonly id: string;
  readonly package: string;
  /** Why it does not reach us. */
  readonly why: string;
  /** The day it has to be looked at again, `2027-01-31`. */
  readonly until: string;
}

const reportSchema = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      via: z.array(
        z.union([
          // Only by another package, which is listed itself.
          z.string(),
          z.object({
            name: z.string(),
            url: z.string(),
            severity: z.string(),
            title: z.string(),
            range: z.string(),
          }),
        ]),
      ),
    }),
  ),
});

const idOf = (url: string): string => /GHSA(?:-[a-z0-9]{4}){3}/u.exec(url)?.[0] ?? url;

/** What npm found. @param report what `npm audit --json` wrote; undefined where nobody answered it */
export const advisoriesIn = (report: string): readonly Advisory[] | undefined => {
  const { data } = reportSchema.safeParse(jsonOf(report));
  if (data === undefined) return undefined;
  const found = Object.values(data.vulnerabilities).flatMap(({ via }) =>
    via.flatMap((one) =>
      typeof one === 'string'
        ? []
        : [
            {
              id: idOf(one.url),
              package: one.name,
              severity: one.severity,
              title: one.title,
              range: one.range,
            },
          ],
    ),
  );
  return [...new Map(found.map((one) => [`${one.id} ${one.package}`, one])).values()];
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What is left to do: advisories without an answer, answers that are too old, or that nothing asks for any more. */
export const auditFaults = (
  found: readonly Advisory[],
  answers: readonly Answer[],
  today: string,
): readonly string[] => [
  ...found
    .filter((one) => answerTo(one, answers) === undefined)
    .map((one) => `${one.id} (${one.severity}): ${one.package} ${one.range}: ${one.title}`),
  ...answers.flatMap(({ id, package: name, until }) => {
    if (!found.some((one) => one.id === id && one.package === name))
      return [`${id}: nothing asks for its answer any more`];
    return until < today ? [`${id}: its answer was good until ${until}`] : [];
  }),
];

const answerTo = ({ id, package: name }: Advisory, answers: readonly Answer[]): Answer | undefined =>
  answers.find((answer) => answer.id === id && answer.package === name);
