"""The meters of a serial line with the line's timing, on a pseudo-terminal of this process: an observer of the
silences that is not written by those whom it observes. Reads {baud, bits, turnaroundMs} as JSON from its
standard input, writes the path of the terminal; answers every read request of functions 3 and 4, to whatever unit
id, with counting registers; those named in `dead` fall silent after `deadAfterMs`. On the end of its input it writes {frames, early, leastSilence} and ends. Requests that come before
3.5 characters of silence stay without an answer, as many meters do."""

import json, os, select, struct, sys, time, tty

settings = json.loads(sys.stdin.readline())
character = settings["bits"] / settings["baud"]
silence = 3.5 * character if settings["baud"] <= 19200 else 0.00175
turnaround = settings["turnaroundMs"] / 1000
dead = settings.get("dead", [])
master, slave = os.openpty()
tty.setraw(master)
tty.setraw(slave)
print(os.ttyname(slave), flush=True)
now = time.perf_counter
dead_from = now() + settings.get("deadAfterMs", 0) / 1000


def crc(data):
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return struct.pack("<H", value)


def wait(until):
    while (left := until - now()) > 0:
        if left > 0.002:
            time.sleep(left - 0.002)


frames = early = 0
least = None
line_end = None
pending = b""
first_at = 0.0
while True:
    ready, _, _ = select.select([master, sys.stdin], [], [], 5)
    if sys.stdin in ready:
        break
    if master not in ready:
        continue
    arrived = now()
    if not pending:
        first_at = arrived
    pending += os.read(master, 256)
    if len(pending) < 8:
        continue
    request, pending = pending[:8], b""
    if crc(request[:6]) != request[6:]:
        continue
    frames += 1
    too_early = False
    if line_end is not None:
        quiet = first_at - line_end
        least = quiet if least is None else min(least, quiet)
        too_early = quiet < silence
        early += too_early
    if too_early:
        line_end = max(line_end, first_at + 8 * character)
        continue
    unit, function, address, count = struct.unpack(">BBHH", request[:6])
    if unit in dead and now() >= dead_from:
        line_end = max(line_end or 0, first_at + 8 * character)
        continue
    body = bytes([unit, function, 2 * count]) + b"".join(struct.pack(">H", (address + n) & 0xFFFF) for n in range(count))
    answer = body + crc(body)
    wait(first_at + 8 * character + silence + turnaround + len(answer) * character)
    # Before the write: the other end may have it at once.
    line_end = now()
    os.write(master, answer)

print(json.dumps({"frames": frames, "early": early, "leastSilence": None if least is None else least / character}), flush=True)
