// The pure parts of the hot path, one by one: ../README.md says how to run it.
using A2A.MicroBench;
using BenchmarkDotNet.Running;

BenchmarkRunner.Run<HotPath>(args: args);
