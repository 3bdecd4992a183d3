// The system calls of WASI preview 1 that the program needs. AssemblyScript names the import's module after this file,
// so the file must keep its name.

export declare function args_sizes_get(count: usize, bytes: usize): i32
export declare function args_get(pointers: usize, bytes: usize): i32
export declare function fd_prestat_get(fd: i32, prestat: usize): i32
export declare function fd_prestat_dir_name(fd: i32, path: usize, pathBytes: i32): i32
export declare function path_open(
  fd: i32,
  lookupFlags: i32,
  path: usize,
  pathBytes: i32,
  openFlags: i32,
  rights: u64,
  inheritedRights: u64,
  fdFlags: i32,
  opened: usize,
): i32
export declare function fd_read(fd: i32, vectors: usize, count: i32, bytesRead: usize): i32
export declare function fd_write(fd: i32, vectors: usize, count: i32, bytesWritten: usize): i32
export declare function fd_close(fd: i32): i32
export declare function proc_exit(code: i32): void
