import type { JobView } from '../../../..';
import { may } from '../../state/may';
import type { AnswerActions } from '../actions';
import { Icon } from '../icon';
import { Problem } from '../problem';
import { saveFile } from '../save-file';
import { useAction } from '../use-action';
import { Erase } from './erase';
import { Feedback } from './feedback';
import { Share } from './share';

export interface ToolsProps {
  readonly job: JobView;
  readonly actions: AnswerActions;
}

/** What the reader can do with the answer: a button for each action that the caller may take. */
export function Tools({ job, actions }: ToolsProps) {
  const rerun = useAction(() => actions.rerun());
  const notebook = useAction(async () =>
    saveFile(await actions.exportNotebook(), `answer-${job.jobId.slice(0, 8)}.ipynb`),
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields of a form
    <div class="tools" role="group" aria-label="Actions for this answer">
      {(may(job, 'feedback') || may(job, 'verify')) && (
        <Feedback
          feedback={job.feedback}
          mayRate={may(job, 'feedback')}
          mayVerify={may(job, 'verify')}
          onFeedback={actions.feedback}
        />
      )}
      {may(job, 'share') && <Share jobId={job.jobId} isShared={job.sharing?.shared === true} onShare={actions.share} />}
      {may(job, 'export') && (
        <button type="button" class="quiet small" disabled={notebook.isRunning} onClick={() => void notebook.run()}>
          <Icon name="notebook" />
          Notebook
        </button>
      )}
      {may(job, 'rerun') && job.program !== undefined && (
        <button type="button" class="quiet small" disabled={rerun.isRunning} onClick={() => void rerun.run()}>
          <Icon name="run" />
          {rerun.isRunning ? 'Starting…' : 'Run again'}
        </button>
      )}
      {may(job, 'erase') && <Erase onErase={actions.erase} />}
      <Problem text={rerun.problem ?? notebook.problem} />
    </div>
  );
}
