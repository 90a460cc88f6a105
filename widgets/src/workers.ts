// Work away from the page's own thread: the code of a worker travels inside the bundle, so that nothing is asked for.
export interface Work<Answer> {
  worker: Worker;
  stop(): void;
  /** Hear an answer; a worker that fails is heard of too. */
  hear(answered: (answer: Answer) => void, failed: (error: unknown) => void): void;
}

export function startWorker<Answer>(code: string): Work<Answer> {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const worker = new Worker(address);
  return {
    worker,
    stop() {
      worker.terminate();
      URL.revokeObjectURL(address);
    },
    hear(answered, failed) {
      worker.onerror = (event) => failed(event.message);
      worker.onmessage = ({ data }: MessageEvent<Answer>) => answered(data);
    },
  };
}
