import { editRequestSchema } from '../../../lambdas/contract/edit-request.ts';
import { deployedUrls, type UrlPolicy } from '../../../lambdas/contract/urls.ts';

export const clip = 'https://example.com/clip.mp4';
export const picture = 'https://example.com/picture.png';

/** The least that is an edit, but for what a test says. */
export const aBody = (overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  prompt: 'a quiet sea of grass',
  video_url: clip,
  ...overrides,
});

export const anElement = (overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  frontal_image_url: picture,
  reference_image_urls: [picture],
  ...overrides,
});

export const times = <Thing>(count: number, thing: Thing): Thing[] =>
  Array.from({ length: count }, () => thing);

export interface Fault {
  readonly path: string;
  readonly message: string;
}

const schemas = new Map<UrlPolicy, ReturnType<typeof editRequestSchema>>();
const schemaFor = (policy: UrlPolicy) => {
  const schema = schemas.get(policy) ?? editRequestSchema(policy);
  schemas.set(policy, schema);
  return schema;
};

/** Everything wrong with a body; none where it is an edit. An unknown field is named by its own path. */
export const faultsOf = (body: unknown, policy: UrlPolicy = deployedUrls): Fault[] => {
  const { error } = schemaFor(policy).safeParse(body);
  return (error?.issues ?? []).flatMap((issue) => {
    const names = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [key]) : [[]];
    return names.map((name) => ({ path: [...issue.path, ...name].join('.'), message: issue.message }));
  });
};

export const pathsOf = (body: unknown, policy?: UrlPolicy): string[] =>
  faultsOf(body, policy).map(({ path }) => path);
