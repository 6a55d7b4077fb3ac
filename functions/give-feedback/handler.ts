import { FeedbackGiven, FeedbackRequest } from '../../events';
import { feedbackView } from '../shared/access/feedback-view';
import { instantAfter, isVerified } from '../shared/domain/feedback';
import type { Job } from '../shared/domain/job';
import type { EventBus } from '../shared/event-bus/port';
import type { HttpResponse } from '../shared/http/function';
import { invalidFields, jsonObject } from '../shared/http/json-object';
import { loadReadableJob, recordAction, refuseUnless } from '../shared/http/load-job';
import { type HttpRequest, refuseUnknownParameters } from '../shared/http/request';
import type { JobStore } from '../shared/job-store/port';
import { type ExamplePorts, exampleOf } from './example';
import { verify } from './verify';

interface Ports extends ExamplePorts {
  readonly jobs: Pick<JobStore, 'read' | 'record'>;
  readonly bus: EventBus;
}

/**
 * PUT /jobs/{jobId}/feedback: records the owner's rating, and has a curator make the job an example or withdraw it. A
 * request that is refused in one of them changes nothing.
 */
export const giveFeedback =
  (ports: Ports) =>
  async (request: HttpRequest): Promise<HttpResponse> => {
    const { jobs, bus, now } = ports;
    refuseUnknownParameters(request);
    let job = await loadReadableJob(jobs, request);
    const { rating, note, verified } = validFeedback(request);
    if (rating !== undefined) refuseUnless('feedback', job, request, now());
    if (verified !== undefined) refuseUnless('verify', job, request, now());
    const example = verified ? await exampleOf(ports, job) : undefined;

    if (rating !== undefined) {
      const at = now();
      job = await recordAction(jobs, 'feedback', request, at, ({ feedback }) => ({
        type: 'FeedbackGiven',
        at: instantAfter(feedback?.at, at),
        rating,
        ...(note && { note }),
      }));
    }
    if (verified !== undefined) job = await verify(ports, request, example);
    await bus.publish([feedbackGiven(job, now())]);
    return { status: 200, body: feedbackView(job, request) };
  };

function validFeedback(request: HttpRequest): FeedbackRequest {
  const feedback = jsonObject(request, FeedbackRequest, '{"rating": "up"}');
  const { rating, note, verified } = feedback;
  if (rating === undefined && verified === undefined)
    throw invalidFields([{ field: 'rating', message: 'Required, unless a curator sets `verified`.' }]);
  if (rating === undefined && note !== undefined)
    throw invalidFields([{ field: 'rating', message: 'Required with a note.' }]);
  return feedback;
}

/** Who wants to know the note reads the job: it may name people. */
const feedbackGiven = (job: Job, occurredAt: string) =>
  FeedbackGiven.create({
    jobId: job.accepted.jobId,
    occurredAt,
    ...(job.feedback && { rating: job.feedback.rating }),
    verified: isVerified(job),
  });
