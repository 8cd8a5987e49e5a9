import type { EditBody } from '../../contract/edit.ts';
import type { EventDetail } from '../../contract/events.ts';
import type { EditRequest, EditSnapshot, InputFacts, Notice, Output, Resolution } from '../../core/edit.ts';
import type { Outlook } from '../../core/outlook.ts';
import { iso, optional, optionalTime, withoutQuery } from './fields.ts';

/** An edit as its owner sees it. @param outlook what can be told of the time it still takes */
export const toEditBody = (
  edit: EditSnapshot,
  request: EditRequest,
  { place, eta }: Outlook = {},
): EditBody => ({
  edit_id: edit.editId,
  owner: edit.owner,
  status: edit.status,
  ...optional('waiting_for', edit.waitingFor),
  ...optional('place', place),
  ...optional(
    'eta_seconds',
    eta && {
      p50: eta.p50Seconds,
      p90: eta.p90Seconds,
      ...optional('overrun', eta.overrun),
    },
  ),
  sequence: edit.sequence,
  ...(edit.deletedAt === undefined ? { request: toRequestBody(request) } : {}),
  ...optional('inputs', edit.inputs?.map(toInputBody)),
  origin: edit.origin,
  ...optional('provider_request_id', edit.requestId),
  ...optional('queue_position', edit.queuePosition),
  outputs: edit.outputs.map(toOutputBody),
  ...optional('error', edit.error),
  metadata: edit.metadata,
  ...optional('cost_estimate_usd', edit.costEstimateUsd),
  ...optional('cost_usd', edit.costUsd),
  created_at: iso(edit.createdAt),
  updated_at: iso(edit.updatedAt),
  ...optionalTime('submitted_at', edit.sentAt),
  ...optionalTime('made_at', edit.madeAt),
  ...optionalTime('finished_at', edit.finishedAt),
  ...optionalTime('cancel_requested_at', edit.cancelRequestedAt),
  ...optionalTime('overdue_at', edit.overdueAt),
  ...optional('resolutions', edit.resolutions?.map(toResolutionBody)),
  ...optional('stray_request_ids', edit.strayRequestIds && [...edit.strayRequestIds]),
  ...optionalTime('delete_requested_at', edit.deleteRequestedAt),
  ...optionalTime('deleted_at', edit.deletedAt),
});

const toResolutionBody = ({ action, requestId, by, at }: Resolution) => ({
  action,
  ...optional('request_id', requestId),
  by,
  at: iso(at),
});

/** A notice as the bus carries it: to everybody who may listen, so without what a signed address would open. */
export const toEventDetail = (notice: Notice, request: EditRequest): EventDetail => ({
  version: '1',
  id: notice.id,
  sequence: notice.edit.sequence,
  occurred_at: iso(notice.occurredAt),
  edit: toEditBody({ ...notice.edit, error: quietError(notice.edit) }, withoutQueries(request)),
});

const toRequestBody = (request: EditRequest): NonNullable<EditBody['request']> => ({
  prompt: request.prompt,
  video_url: request.videoUrl,
  keep_audio: request.keepAudio,
  image_urls: [...request.imageUrls],
  elements: request.elements.map((element) => ({
    frontal_image_url: element.frontalImageUrl,
    reference_image_urls: [...element.referenceImageUrls],
  })),
});

const toInputBody = (input: InputFacts): NonNullable<EditBody['inputs']>[number] => ({
  path: input.path,
  content_type: input.contentType,
  size_bytes: input.sizeBytes,
  width: input.width,
  height: input.height,
  ...optional('duration_seconds', input.durationSeconds),
  ...optional('frames_per_second', input.framesPerSecond),
  ...optional('codec', input.codec),
});

const toOutputBody = (output: Output): EditBody['outputs'][number] => ({
  bucket: output.bucket,
  key: output.key,
  size_bytes: output.sizeBytes,
  sha256: output.sha256,
  content_type: output.contentType,
  ...optional('width', output.width),
  ...optional('height', output.height),
  ...optional('duration_seconds', output.durationSeconds),
});

/** For what lives longer or travels further than a signed address should. */
export const withoutQueries = (request: EditRequest): EditRequest => ({
  ...request,
  videoUrl: withoutQuery(request.videoUrl),
  imageUrls: request.imageUrls.map(withoutQuery),
  elements: request.elements.map((element) => ({
    frontalImageUrl: withoutQuery(element.frontalImageUrl),
    referenceImageUrls: element.referenceImageUrls.map(withoutQuery),
  })),
});

// The provider's words may quote an address that they could not read.
const quietError = ({ error }: EditSnapshot): EditSnapshot['error'] =>
  error && { ...error, message: error.message.replace(/(https?:\/\/[^\s?#]+)[?#][^\s"'<>)]*/giu, '$1') };
