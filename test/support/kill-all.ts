// An engine and its plugins, which are in process groups of their own, end as with a lost machine.
import listProcesses from "ps-list";

/** @param engine its process id */
export async function killAll(engine: number): Promise<void> {
  const plugins = (await listProcesses()).filter(({ ppid }) => ppid === engine);
  for (const pid of [engine, ...plugins.map((plugin) => plugin.pid)]) process.kill(pid, "SIGKILL");
}
