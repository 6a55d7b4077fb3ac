/**
 * Searches for the canary in the environment, its own memory, other processes, files below 1 MB and the URLs in METADATA.
 * Prints `FOUND <source>` for each, and writes found.json. SEARCH_ALL: in every process and folder of the machine, not
 * only in the targets.
 */
export const CANARY_SEARCH = `
import json, os, re, urllib.request
# the canary itself is not in this text, or the program would find itself
CANARY = re.compile(rb'canary-7f3a[0-9a-f]{6}')
found = {}
def search(where, data):
    hit = CANARY.search(data)
    if hit:
        found[where] = hit.group().decode()
        print('FOUND', where, hit.group().decode(), flush=True)
def attempt(where, action):
    try: search(where, action())
    except (OSError, ValueError, OverflowError): pass
def memory(pid):
    with open(f'/proc/{pid}/maps') as maps, open(f'/proc/{pid}/mem', 'rb', 0) as memory:
        for line in maps:
            low, high = (int(end, 16) for end in line.split(' ')[0].split('-'))
            if ' rw' not in line or high - low > 256 << 20: continue
            try:
                memory.seek(low)
                data = memory.read(high - low)
            except OSError: continue
            if CANARY.search(data): return data
    return b''
attempt('environment', lambda: json.dumps(dict(os.environ)).encode())
pids = {SUPERVISOR, VICTIM, os.getppid(), 1}
try: pids |= {int(name) for name in os.listdir('/proc') if name.isdigit()} if SEARCH_ALL else set()
except OSError: pass
attempt('own memory', lambda: memory(os.getpid()))
for pid in sorted(pids - {os.getpid()}):
    attempt(f'environment of {pid}', lambda: open(f'/proc/{pid}/environ', 'rb').read())
    attempt(f'command of {pid}', lambda: open(f'/proc/{pid}/cmdline', 'rb').read())
    attempt(f'memory of {pid}', lambda: memory(pid))
for url in METADATA:
    attempt(url, lambda: urllib.request.urlopen(url, timeout=3).read())
everywhere = ('/etc', '/root', '/home', '/run', '/var/run', '/dev/shm') if SEARCH_ALL else ()
for top in (os.path.dirname(SECRET_FILE), WORK_DIR, SANDBOX_DIR, '.', *everywhere):
    for folder, _, names in os.walk(top):
        for name in names[:200]:
            path = os.path.join(folder, name)
            try: small = os.lstat(path).st_size < 1 << 20 and os.path.isfile(path)
            except OSError: continue
            if small: attempt(f'file {path}', lambda: open(path, 'rb').read())
with open('found.json', 'w') as file: json.dump(found, file)
print('searched everywhere', len(found))
`;
