/** Output 0: closed intervals. Output 1: the running ones, version 0, where they are wanted. Output 2: corrections. */
export const closedPort = 0;
export const runningPort = 1;
export const correctionPort = 2;
