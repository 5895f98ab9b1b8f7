/** The gateway's Prometheus metrics, in one place. Labels hold ids and codes, never addresses or secrets. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const name = (suffix: string): string => `shouwang_gateway_${suffix}`;
  return {
    registry,
    frames: new Counter({
      name: name('frames_total'),
      help: 'Frames given to the model’s queue.',
      labelNames: ['camera'] as const,
      registers,
    }),
    framesDropped: new Counter({
      name: name('frames_dropped_total'),
      help: 'Frames given up for a newer one.',
      labelNames: ['camera'] as const,
      registers,
    }),
    keyframes: new Counter({
      name: name('keyframes_total'),
      help: 'Keyframes that passed the motion gate, by what it said.',
      labelNames: ['camera', 'motion'] as const,
      registers,
    }),
    attended: new Gauge({
      name: name('camera_attended'),
      help: '1 while everything of the camera is decoded.',
      labelNames: ['camera'] as const,
      registers,
    }),
    attentionRefused: new Counter({
      name: name('attention_refused_total'),
      help: 'Times a camera should have been decoded in full, and other cameras needed the machine more.',
      labelNames: ['camera'] as const,
      registers,
    }),
    pictureFaults: new Counter({
      name: name('picture_faults_total'),
      help: 'Pictures that show nothing: uniform (green, gray, black) or frozen.',
      labelNames: ['camera', 'fault'] as const,
      registers,
    }),
    streamFaults: new Counter({
      name: name('stream_faults_total'),
      help: 'Damaged places of the compressed stream that the decoder spoke of.',
      labelNames: ['camera'] as const,
      registers,
    }),
    skippedSeconds: new Counter({
      name: name('skipped_seconds_total'),
      help: 'Video that left the ring before the attention decoder read it.',
      labelNames: ['camera'] as const,
      registers,
    }),
    timeJumps: new Counter({
      name: name('time_jumps_total'),
      help: 'Jumps of the clock of a stream.',
      labelNames: ['camera'] as const,
      registers,
    }),
    inferenceWaitSeconds: new Histogram({
      name: name('inference_wait_seconds'),
      help: 'Wait for a turn in the model, by priority.',
      labelNames: ['priority'] as const,
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10],
      registers,
    }),
    inferenceLongestWait: new Gauge({
      name: name('inference_longest_wait_seconds'),
      help: 'Longest present wait for a turn in the model.',
      registers,
    }),
    starved: new Counter({
      name: name('camera_starved_total'),
      help: 'Turns for which a camera waited more than two seconds.',
      labelNames: ['camera'] as const,
      registers,
    }),
    inferenceSeconds: new Histogram({
      name: name('inference_seconds'),
      help: 'Time inside the model per frame.',
      buckets: [0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.4, 1],
      registers,
    }),
    detectorFailures: new Counter({
      name: name('detector_failures_total'),
      help: 'Frames lost because an inference worker failed.',
      registers,
    }),
    cameraState: new Gauge({
      name: name('camera_state'),
      help: '1 for the present state of each camera and its reason code.',
      labelNames: ['camera', 'state', 'reason'] as const,
      registers,
    }),
    cameraSessionsEnded: new Counter({
      name: name('camera_sessions_ended_total'),
      help: 'Stream sessions that ended, by reason code.',
      labelNames: ['camera', 'reason'] as const,
      registers,
    }),
    alertEvents: new Counter({
      name: name('alert_events_total'),
      help: 'Events of alerts written to the outbox.',
      labelNames: ['type', 'phase'] as const,
      registers,
    }),
    suspicions: new Counter({
      name: name('suspicions_total'),
      help: 'Suspected falls and how they went.',
      labelNames: ['camera', 'result'] as const,
      registers,
    }),
    outboxPending: new Gauge({
      name: name('outbox_pending'),
      help: 'Alert events without the console’s receipt.',
      registers,
    }),
    outboxUnwritten: new Gauge({
      name: name('outbox_unwritten'),
      help: 'Alert events that the disk refuses; sent from memory.',
      registers,
    }),
    imagesDropped: new Gauge({
      name: name('images_dropped'),
      help: 'Stills given up since the start, because too many waited or for too long.',
      registers,
    }),
    recalled: new Counter({
      name: name('recalled_events_total'),
      help: 'Alert events sent again because the console had lost them.',
      registers,
    }),
    brokerConnected: new Gauge({
      name: name('broker_connected'),
      help: '1 while connected and subscribed.',
      registers,
    }),
    clockSkewSeconds: new Gauge({
      name: name('clock_skew_seconds'),
      help: 'This clock minus the console’s, as far as proven; positive when it is fast. NaN while nothing is known.',
      registers,
    }),
    publishes: new Counter({
      name: name('publishes_total'),
      help: 'Deliveries tried from the outbox.',
      labelNames: ['kind', 'result'] as const,
      registers,
    }),
    receiptSeconds: new Histogram({
      name: name('outbox_to_receipt_seconds'),
      help: 'From the commit in the outbox to the console’s receipt.',
      buckets: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15, 60, 300, 3600],
      registers,
    }),
    liveViews: new Gauge({ name: name('live_views'), help: 'Live views that run.', registers }),
    liveDropped: new Counter({
      name: name('live_dropped_total'),
      help: 'Pictures left out of live views because the line or the renderer was busy.',
      labelNames: ['camera'] as const,
      registers,
    }),
    malformedMessages: new Counter({
      name: name('malformed_messages_total'),
      help: 'MQTT messages that did not parse.',
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
