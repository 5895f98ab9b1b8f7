/** Brokers and networks that fail. */
import { type FaultCase, FEW } from './case.ts';
import { MAX_RECOVERY_S } from './limits.ts';

export const NETWORK_CASES: readonly FaultCase[] = [
  {
    name: 'broker stopped',
    run: async ({ village, outageS, raise, sleep, mended }) => {
      await raise(FEW);
      await village.broker.stop();
      await raise(FEW);
      await sleep(outageS);
      await village.broker.start();
      mended();
    },
  },
  {
    name: 'broker killed in mid-flight',
    run: async ({ village, raise, sleep, mended }) => {
      await raise(3 * FEW);
      await village.broker.stop('SIGKILL');
      await raise(FEW);
      await sleep(2);
      await village.broker.start();
      mended();
    },
  },
  {
    name: 'broker killed, forgets all, a phone comes back later',
    run: async ({ village, raise, sleep, untilAtConsole, mended }) => {
      await village.phoneAway();
      await raise(3 * FEW);
      await untilAtConsole();
      await village.broker.stop('SIGKILL');
      village.broker.forget();
      await village.broker.start();
      // The gateway is back by then: what it sends meanwhile is acknowledged for nobody.
      await sleep(4);
      village.phoneBack();
      mended();
    },
  },
  {
    name: 'broker refuses the log-in, then accepts it',
    run: async ({ village, outageS, raise, sleep, mended }) => {
      village.broker.refuse(true);
      village.gatewayNet.cut();
      village.consoleNet.cut();
      await raise(FEW);
      await sleep(outageS / 2);
      village.broker.refuse(false);
      mended();
    },
  },
  {
    name: 'network cut at the gateway',
    run: async ({ village, outageS, raise, sleep, mended }) => {
      village.gatewayNet.mode = 'refuse';
      await raise(FEW);
      await sleep(outageS / 2);
      village.gatewayNet.mode = 'pass';
      mended();
    },
  },
  {
    name: 'network cut at the console',
    run: async ({ village, outageS, raise, sleep, mended }) => {
      village.consoleNet.mode = 'refuse';
      await raise(FEW);
      await sleep(outageS / 2);
      village.consoleNet.mode = 'pass';
      mended();
    },
  },
  {
    name: 'half-open connection: nothing passes, nobody is told',
    run: async ({ village, outageS, raise, sleep, mended }) => {
      village.gatewayNet.mode = 'silent';
      await raise(FEW);
      await sleep(outageS);
      village.gatewayNet.mode = 'pass';
      mended();
    },
  },
  {
    name: 'router forgets the connections, nobody is told',
    run: async ({ village, raise, mended }) => {
      village.gatewayNet.forget();
      village.consoleNet.forget();
      mended();
      await raise(FEW);
    },
  },
  {
    name: 'two seconds of latency each way',
    maxFigures: { meanwhileS: MAX_RECOVERY_S },
    run: async ({ village, raise, untilAtConsole, figure, mended }) => {
      village.gatewayNet.delayMs = 2000;
      await raise(FEW);
      figure('meanwhileS', await untilAtConsole());
      village.gatewayNet.delayMs = 0;
      mended();
    },
  },
  {
    name: 'one packet in a hundred lost, both ways',
    maxFigures: { meanwhileS: MAX_RECOVERY_S },
    run: async ({ village, raise, sleep, untilAtConsole, figure, mended }) => {
      village.gatewayNet.lossFraction = 0.01;
      village.consoleNet.lossFraction = 0.01;
      for (let round = 0; round < 5; round += 1) {
        await raise(2 * FEW);
        await sleep(0.5);
      }
      figure('meanwhileS', await untilAtConsole());
      village.gatewayNet.lossFraction = 0;
      village.consoleNet.lossFraction = 0;
      mended();
    },
  },
  {
    name: 'messages twice and in the wrong order',
    run: async ({ raiser, raise, sleep, mended }) => {
      raiser.order({ kind: 'scramble', on: true });
      await raise(2 * FEW, { whole: true });
      await sleep(2);
      raiser.order({ kind: 'scramble', on: false });
      mended();
    },
  },
];
