import { SharingRequest } from '../../events';
import { sharingView } from '../shared/access/feedback-view';
import { instantAfter } from '../shared/domain/feedback';
import type { HttpResponse } from '../shared/http/function';
import { jsonObject } from '../shared/http/json-object';
import { loadJobFor, recordAction } from '../shared/http/load-job';
import { type HttpRequest, refuseUnknownParameters } from '../shared/http/request';
import type { JobStore } from '../shared/job-store/port';

interface Ports {
  readonly jobs: Pick<JobStore, 'read' | 'record'>;
  readonly now: () => string;
}

/** PUT /jobs/{jobId}/sharing: lets every caller read a job, or no longer. Idempotent. */
export const shareJob =
  ({ jobs, now }: Ports) =>
  async (request: HttpRequest): Promise<HttpResponse> => {
    refuseUnknownParameters(request);
    // Before the body is read: who may not share the job learns nothing about it.
    await loadJobFor(jobs, 'share', request, now());
    const { shared } = jsonObject(request, SharingRequest, '{"shared": true}');
    const at = now();
    const job = await recordAction(jobs, 'share', request, at, ({ sharing }) =>
      sharing?.shared === shared
        ? { type: 'SharingChanged', ...sharing }
        : { type: 'SharingChanged', at: instantAfter(sharing?.at, at), shared },
    );
    return { status: 200, body: sharingView(job) };
  };
