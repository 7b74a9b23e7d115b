// The reference for the engine's own time: a Pulumi program without resources.
import "@pulumi/pulumi";
