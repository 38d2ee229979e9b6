import { statSync } from "node:fs";
import type { Libbpf } from "./libbpf.ts";
import { using } from "./using.ts";

/** The network namespace of the calling thread. */
export const NAMESPACE_OF_THREAD = "/proc/thread-self/ns/net";

const CLONE_NEWNET = 0x40000000;

/** The number by which the kernel's tools name a network namespace: this thread's. */
export const namespaceInode = (): number => statSync(NAMESPACE_OF_THREAD).ino;

/** Moves this thread into the network namespace that a file stands for. 0, or a negative errno. */
export const enterNamespace = (libbpf: Libbpf, path: string): number => {
  const namespace = libbpf.openFile(path, 0);
  if (namespace < 0) return -libbpf.errno();
  return using(libbpf, namespace, (fd) =>
    libbpf.setNamespace(fd, CLONE_NEWNET) === 0 ? 0 : -libbpf.errno(),
  );
};
