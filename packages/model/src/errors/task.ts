import { defineError } from '@sonm/common'

export const taskErrors = {
  TASK_NOT_FOUND: defineError<{ taskId: string }>({
    kind: 'not-found',
    about: 'The hub knows no such task, or it belongs to somebody else.',
    what: ({ taskId }) => `There is no task ${taskId}.`,
    todo: 'List your tasks with `sonm task list`.',
  }),
  TASK_EXISTS: defineError<{ taskId: string }>({
    kind: 'conflict',
    about: 'A task with this id was already started on this worker.',
    what: ({ taskId }) => `The task ${taskId} exists already.`,
    todo: 'Start it under another id, or remove the old one first.',
  }),
  TASK_NOT_REMOVED: defineError<{ taskId: string; reason: string }>({
    kind: 'internal',
    about:
      'A worker cannot remove what an ended task left on its machine. It tries again; other tasks are not held up.',
    what: ({ taskId, reason }) =>
      `What is left of the task ${taskId} could not be removed: ${reason.replace(/\.$/, '')}.`,
    todo: "Remove the task's folder by hand, as root, if files of other users are in it; the worker's next try finds it gone.",
  }),
  TASK_NOT_RUNNING: defineError<{ taskId: string; phase: string }>({
    kind: 'conflict',
    about: 'Something was asked of a task that only a running task can do.',
    what: ({ taskId, phase }) =>
      `The task ${taskId} is not running: it ${phase === 'ended' ? 'has ended' : `is ${phase}`}.`,
    todo: ({ taskId }) => `\`sonm task show ${taskId}\` says how it is, and why it ended.`,
  }),
  TASK_PORT_UNSUPPORTED: defineError<{ taskId: string; port: number; reason: string }>({
    kind: 'invalid',
    about: 'A task has no such port that could be connected to.',
    what: ({ taskId, port, reason }) => `The task ${taskId} offers no port ${port}: ${reason}.`,
    todo: 'Run a container, and name the port in the task file.',
  }),
  TASK_PORT_REFUSED: defineError<{ taskId: string; port: number; reason: string }>({
    kind: 'unavailable',
    about: 'The program inside a task does not listen on the port yet, or any more.',
    what: ({ taskId, port, reason }) => `Port ${port} of the task ${taskId} does not answer: ${reason}.`,
    todo: 'Wait until the program listens; its logs say whether it does.',
  }),
  EXECUTOR_UNAVAILABLE: defineError<{ executor: string; reason: string }>({
    kind: 'unavailable',
    about: 'What should run the task does not work on this machine.',
    what: ({ executor, reason }) => `The ${executor} executor is not available: ${reason}.`,
    todo: 'Start what is missing on the worker, or choose an offer with another executor.',
  }),
  CONTAINER_RUNTIME_UNKNOWN: defineError<{ runtime: string; known: string }>({
    kind: 'invalid',
    about: 'A worker was told to run containers by an OCI runtime that its Docker engine does not have.',
    what: ({ runtime, known }) => `The Docker engine has no runtime ${runtime}; it has ${known}.`,
    todo: "Name it in the engine's daemon.json (`runtimes`), start the engine again, and look with `docker info`; or start the worker without --runtime.",
  }),
  WASM_INVALID: defineError<{ reason: string }>({
    kind: 'invalid',
    about: 'A file is no WebAssembly module that a worker can run.',
    what: ({ reason }) => `The module cannot be run: ${reason}.`,
    todo: 'Give a WASI preview 1 command: a module that exports `_start` and one 32-bit memory.',
  }),
  WASM_TOO_LARGE: defineError<{ bytes: number; maxBytes: number }>({
    kind: 'invalid',
    about: 'A WebAssembly module is larger than workers accept.',
    what: ({ bytes, maxBytes }) => `The module has ${bytes} bytes; ${maxBytes} are the most.`,
    todo: 'Build it for size and without debug information, and move data into input files.',
  }),
  WASM_SANDBOX_FAILED: defineError<{ reason: string }>({
    kind: 'internal',
    about: 'The process in which a WebAssembly module runs did not come up.',
    what: ({ reason }) => `The sandbox did not start: ${reason}.`,
    todo: 'Try another supplier; the supplier finds the details in the log of the worker.',
  }),
  IMAGE_REFERENCE_INVALID: defineError<{ image: string }>({
    kind: 'invalid',
    about: 'A text is no reference to a container image.',
    what: ({ image }) => `'${image}' is no image reference.`,
    todo: 'Write it as for `docker pull`, such as nginx:1.27 or registry.example.org/team/name@sha256:...',
  }),
  IMAGE_NOT_FOUND: defineError<{ image: string; reason: string }>({
    kind: 'not-found',
    about: 'The registry does not have this image, or hides it from those who may not read it.',
    what: ({ image, reason }) => `The image ${image} was not found: ${reason}.`,
    todo: 'Check the name and the tag; for a private image give the credentials of its registry.',
  }),
  IMAGE_PULL_DENIED: defineError<{ image: string; reason: string }>({
    kind: 'denied',
    about: 'The registry does not let this user read the image.',
    what: ({ image, reason }) => `The registry refused ${image}: ${reason}.`,
    todo: 'Give the right user name and password of the registry in the task file.',
  }),
  IMAGE_PULL_FAILED: defineError<{ image: string; reason: string }>({
    kind: 'unavailable',
    about: 'An image could not be fetched: its registry does not answer, or the transfer broke.',
    what: ({ image, reason }) => `The image ${image} could not be fetched: ${reason}.`,
    todo: 'Try again; if it stays, check the host name of the registry.',
  }),
  REGISTRY_FORBIDDEN: defineError<{ image: string; registry: string }>({
    kind: 'denied',
    about:
      'An image is named by a registry at an address, or at a name without a dot, and the worker takes none of those.',
    what: ({ image, registry }) => `This worker does not fetch ${image}: ${registry} is no public host name.`,
    todo: 'Push the image to a registry with a public name; a supplier allows others with `sonm worker start --allow-private-registries`.',
  }),
  CONTAINER_START_FAILED: defineError<{ image: string; reason: string }>({
    kind: 'invalid',
    about: 'A container was made and its program could not be started.',
    what: ({ image, reason }) => `The container of ${image} did not start: ${reason}.`,
    todo: 'Check the command, the entry point and the working directory in the task file.',
  }),
  OUTPUT_CORRUPT: defineError<{ name: string }>({
    kind: 'conflict',
    about: 'An output that was downloaded is not what the worker had announced.',
    what: ({ name }) => `The output ${name} arrived with another hash than the worker announced.`,
    todo: 'Download it again; if that fails too, do not trust this supplier.',
  }),
  SERVICE_SILENT: defineError<{ url: string; reason: string }>({
    kind: 'timeout',
    about: "A service's port was opened, and nothing answered on it.",
    what: ({ url, reason }) => `The service behind ${url} does not answer: ${reason}.`,
    todo: 'Check that it listens on the port that was named (--port), and there on every address, not on localhost alone.',
  }),
  SERVICE_FAILED: defineError<{ url: string; status: number }>({
    kind: 'internal',
    about: 'A service answered, and said that something went wrong inside it.',
    what: ({ url, status }) => `The service behind ${url} answered with HTTP ${status}.`,
    todo: 'Check that its image serves the first page without further settings, and that this is its port.',
  }),
  TASK_NOT_ENDED: defineError<{ taskId: string; phase: string }>({
    kind: 'conflict',
    about: 'Outputs were asked for while the task still runs.',
    what: ({ taskId, phase }) => `Task ${taskId} has not ended (it is ${phase}), so it has no outputs yet.`,
    todo: ({ taskId }) => `Wait for its end with \`sonm task logs ${taskId} --follow\`.`,
  }),
  TASK_AMBIGUOUS: defineError<{ start: string; count: number }>({
    kind: 'invalid',
    about: 'The first digits of an id name more than one task.',
    what: ({ start, count }) => `${count} tasks begin with ${start}.`,
    todo: 'Give more digits; `sonm task list` shows the ids.',
  }),
  HUB_STORES_NOTHING: defineError<{ dealId: string; path: string }>({
    kind: 'conflict',
    about: 'A hub takes the pieces of a file and says that it has none of them, or more than there are.',
    what: ({ path }) => `The hub does not store ${path}, which is sent to it.`,
    todo: ({ dealId }) =>
      `Take an offer of another supplier; deal ${dealId} is of no use (\`sonm deal close ${dealId}\`, where it is still open).`,
  }),
  OUTPUT_MISSING: defineError<{ taskId: string; names: string }>({
    kind: 'not-found',
    about: 'A task ended well and did not leave all the files that its task file names.',
    what: ({ taskId, names }) => `Task ${taskId} did not leave ${names}.`,
    todo: ({ taskId }) =>
      `Have it write them as plain files to /out; \`sonm task logs ${taskId}\` shows what it printed.`,
  }),
  OUTPUT_TOO_LARGE: defineError<{ name: string; bytes: number; limitBytes: number }>({
    kind: 'exhausted',
    about: 'A hub announces an output that is larger than the task could write.',
    what: ({ name, bytes, limitBytes }) =>
      `The output ${name} is said to have ${bytes} bytes, and ${limitBytes} are possible.`,
    todo: 'Nothing of it was fetched. Take an offer of another supplier.',
  }),
  OUTPUT_EXISTS: defineError<{ path: string }>({
    kind: 'conflict',
    about: 'An output would be written over a file that is there.',
    what: ({ path }) => `${path} is there already.`,
    todo: 'Give another folder with --output, or write over it with --force.',
  }),
  HUB_LOST: defineError<{ taskId: string; dealId: string; silentSeconds: number; reason: string }>({
    kind: 'unavailable',
    about: 'The hub of a running task stayed silent for so long that the task was given up and its deal closed.',
    what: ({ taskId, silentSeconds, reason }) =>
      `Task ${taskId} was given up: its hub has been silent for ${silentSeconds} s (${reason.replace(/\.$/, '')}).`,
    todo: ({ dealId }) =>
      `Deal ${dealId} is closed, and what it had not used is yours again. Run the task once more, if need be on another hub (--hub).`,
  }),
  DEAL_STILL_OPEN: defineError<{ dealId: string; failure: string; reason: string }>({
    kind: 'conflict',
    about: 'After a failure the deal could not be closed, so it still costs money.',
    what: ({ dealId, failure, reason }) =>
      `${failure.replace(/\.$/, '')}. Deal ${dealId} is still open and costs money, for it could not be closed: ${reason.replace(/\.$/, '')}.`,
    todo: ({ dealId }) => `Close it with \`sonm deal close ${dealId}\`.`,
  }),
}
