import type { Clock } from '../effects/clock.ts';
import { wait } from '../effects/wait.ts';
import { hasMethods } from '../methods.ts';
import { schema, stamped, UnreadableRecord, type StoredRecord } from '../store/schema.ts';
import type { CompareAndSet, StrictStore } from '../store/strict-store.ts';
import { LeaseLost } from './lease-lost.ts';
import { ownRecord } from './own-record.ts';

/** The right to write one conversation, for a while. */
export type Lease = {
  /** Grows with each holder. */
  epoch: number;
  /** Who had it before and gave it back; undefined when it ran out. */
  givenBackBy: string | undefined;
  /** Whether it has not run out yet. What has run out may still be renewed, as long as nobody else took it. */
  isValid(): boolean;
  /** Whether it has run out, and not because the store was away: then another may have it. */
  isDoubtful(): boolean;
  /** @throws LeaseLost when somebody else has it. */
  renew(): Promise<void>;
  /** Renews it if it has run out. @throws LeaseLost when somebody else has it. */
  hold(): Promise<void>;
  /** Gives it back, so that the next need not wait until it runs out. */
  giveBack(): Promise<void>;
};

/** What a lease is asked for with. */
export type Claim = { key: string; store: StrictStore; compareAndSet: CompareAndSet; holder: string; clock: Clock };

/**
 * How long a lease lasts, in milliseconds: so long the next waits for a process that died. It is renewed three times as
 * often.
 */
export const LEASE_MS = 6_000;

/** How often whoever waits for one looks whether it was given back, in milliseconds. */
const LOOK_MS = 500;

const leaseSchema = schema('lease');

/**
 * Takes the lease of a conversation. Where another has it, waits until that one's would run out: whoever is alive has
 * renewed it by then, and whoever gives it back meanwhile need not be waited for any longer.
 *
 * Times are of each machine's own clock, which must agree to within a second or so. Where they don't, two may believe
 * that they hold it; what they write is still kept apart, by the name of its writer and compare-and-set.
 *
 * @throws LeaseLost when another holds it.
 */
export async function takeLease({ key, store, compareAndSet, holder, clock }: Claim): Promise<Lease> {
  const own = ownRecord({
    key,
    schema: leaseSchema,
    store,
    change: compareAndSet,
    owner: { field: 'holder', name: holder },
    lost: 'another process has taken over this conversation',
  });
  let turn = Promise.resolve();
  let failedAt = Number.NEGATIVE_INFINITY;

  const found = await take();
  const epoch = epochOf(own.current());

  /** The lease that was there before. One that is given back while it is waited for is taken at once. */
  async function take(): Promise<StoredRecord | undefined> {
    const first = await own.read();
    const end = clock.now() + Math.min(LEASE_MS, untilOf(first) - clock.now());
    let there = first;
    while (untilOf(there) > 0 && clock.now() < end) {
      await wait(clock, Math.min(LOOK_MS, end - clock.now()));
      there = await own.read();
    }
    const isAlive = untilOf(there) > 0 && (untilOf(there) !== untilOf(first) || holderOf(there) !== holderOf(first));
    if (!isAlive && (await own.swap(record(epochOf(there) + 1)))) return there;
    const last = await own.read();
    if (untilOf(last) === 0 && (await own.swap(record(epochOf(last) + 1)))) return last;
    throw new LeaseLost(
      'Another process has this conversation open, or has just opened it: send the user there, or try again later.',
    );
  }

  function record(of: number, until = clock.now() + LEASE_MS): StoredRecord {
    return stamped(leaseSchema, { epoch: of, holder, until });
  }

  /** One after the other: a renewal under way must not undo that it is given back, nor the other way round. */
  async function change(until?: number) {
    const changed = turn.then(async () => own.write(record(epoch, until)));
    turn = changed.then(
      () => void (failedAt = Number.NEGATIVE_INFINITY),
      () => void (failedAt = clock.now()),
    );
    await changed;
  }

  const isValid = () => clock.now() < untilOf(own.current());

  return {
    epoch,
    givenBackBy: untilOf(found) === 0 ? holderOf(found) : undefined,
    isValid,
    isDoubtful: () => !isValid() && clock.now() - failedAt > 2 * LEASE_MS,
    renew: async () => change(),
    async hold() {
      if (!isValid()) await change();
    },
    giveBack: async () => change(0),
  };
}

/** Who hears what becomes of a lease that is kept up. */
export type LeaseKeeping = {
  onLost(error: LeaseLost): void;
  /** Its record is damaged: called once, and it is tried again, as somebody may put it right. */
  onUnreadable?(error: UnreadableRecord): void;
};

/** Keeps a lease by renewing it in time, until it is stopped. A store that is away is asked again; who lost it hears so. */
export function keepUp(lease: Lease, clock: Clock, { onLost, onUnreadable = () => {} }: LeaseKeeping): () => void {
  let timer: ReturnType<Clock['setTimeout']>;
  let isStopped = false;
  let isUnreadable = false;

  function next() {
    timer = clock.setTimeout(() => void renew(), LEASE_MS / 3);
    if (hasMethods(timer, 'unref')) timer.unref();
  }

  async function renew() {
    try {
      await lease.renew();
    } catch (error) {
      if (error instanceof LeaseLost) return onLost(error);
      if (error instanceof UnreadableRecord && !isUnreadable) {
        isUnreadable = true;
        onUnreadable(error);
      }
    }
    if (!isStopped) next();
  }

  next();
  return () => {
    isStopped = true;
    clock.clearTimeout(timer);
  };
}

function untilOf(lease: StoredRecord | undefined): number {
  return typeof lease?.['until'] === 'number' ? lease['until'] : 0;
}

function holderOf(lease: StoredRecord | undefined): string | undefined {
  return typeof lease?.['holder'] === 'string' ? lease['holder'] : undefined;
}

function epochOf(lease: StoredRecord | undefined): number {
  return typeof lease?.['epoch'] === 'number' ? lease['epoch'] : 0;
}
