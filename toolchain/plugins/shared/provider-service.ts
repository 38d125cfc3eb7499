import { status, type handleUnaryCall, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { EngineLog } from "../../engine-link/engine-log";
import { UserError } from "../../user-error";
import { checkInputs } from "./check-inputs";
import { changedProperties, type Properties } from "./property-values";
import type { Operation, ResourceType, StandIn } from "./resource-type";

/** Everything under way in this plugin: aborted as one when the engine cancels. */
export interface Cancellation {
  readonly signal: AbortSignal;
  abort(): void;
}

/** A stand-in as Pulumi's ResourceProvider service. Calls not listed (invoke, construct …) are answered UNIMPLEMENTED. */
export function resourceProvider(
  standIn: StandIn,
  log: EngineLog,
  cancellation: Cancellation,
): UntypedServiceImplementation {
  const remedy =
    `This is this repository's stand-in for the official ${standIn.name} plugin, used where that can't be downloaded. ` +
    `Leave it out, or install the official one: pulumi plugin install resource ${standIn.name} ${standIn.version}`;

  const typeOf = (urn: string): ResourceType => {
    const token = urn.split("::")[2]?.split("$").at(-1) ?? "";
    const type = standIn.types[token];
    if (type !== undefined) return type;
    throw new UserError(`${token} is not covered: only ${Object.keys(standIn.types).join(", ")}. ${remedy}`);
  };

  const operate = async <T>(request: OperationRequest, work: (operation: Operation) => Promise<T>): Promise<T> => {
    const urn = request.getUrn();
    const limit = withTimeout(cancellation.signal, request.getTimeout());
    try {
      return await work({ urn, name: urn.split("::").at(-1) ?? "", inputs: {}, signal: limit.signal, log });
    } finally {
      limit.clear();
    }
  };

  return {
    getPluginInfo: answer<Empty, PluginInfo>(() => {
      const info = new PluginInfo();
      info.setVersion(standIn.version);
      return info;
    }),
    configure: answer<proto.ConfigureRequest, proto.ConfigureResponse>(() => {
      const response = new proto.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    }),
    check: answer<proto.CheckRequest, proto.CheckResponse>((request) => {
      const response = new proto.CheckResponse();
      response.setInputs(request.getNews());
      for (const { property, reason } of checkInputs(typeOf(request.getUrn()), read(request.getNews()), remedy)) {
        const failure = new proto.CheckFailure();
        failure.setProperty(property);
        failure.setReason(reason);
        response.addFailures(failure);
      }
      return response;
    }),
    diff: answer<proto.DiffRequest, proto.DiffResponse>((request) => {
      const { replacedBy } = typeOf(request.getUrn());
      const changed = changedProperties(read(request.getOldInputs()), read(request.getNews()));
      const response = new proto.DiffResponse();
      response.setChanges(changed.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
      response.setDiffsList(changed);
      response.setReplacesList(changed.filter((name) => replacedBy.includes(name)));
      return response;
    }),
    create: answer<proto.CreateRequest, proto.CreateResponse>(async (request) => {
      const type = typeOf(request.getUrn());
      const inputs = read(request.getProperties());
      const response = new proto.CreateResponse();
      if (request.getPreview()) {
        response.setProperties(written(type.preview(inputs)));
        return response;
      }
      const { id, outputs } = await operate(request, (operation) => type.create({ ...operation, inputs }));
      response.setId(id);
      response.setProperties(written(outputs));
      return response;
    }),
    // Neither a password nor a past command has a source to be read from again: what is recorded is what there is.
    read: answer<proto.ReadRequest, proto.ReadResponse>((request) => {
      typeOf(request.getUrn());
      if (Object.keys(read(request.getProperties())).length === 0) {
        throw new UserError(`"${request.getId()}" can't be imported. ${remedy}`);
      }
      const response = new proto.ReadResponse();
      response.setId(request.getId());
      response.setProperties(request.getProperties());
      response.setInputs(request.getInputs());
      return response;
    }),
    update: answer<proto.UpdateRequest, proto.UpdateResponse>(async (request) => {
      const type = typeOf(request.getUrn());
      const inputs = read(request.getNews());
      const response = new proto.UpdateResponse();
      const outputs = request.getPreview()
        ? type.preview(inputs)
        : await operate(request, (operation) => type.update({ ...operation, inputs }, read(request.getOlds())));
      response.setProperties(written(outputs));
      return response;
    }),
    delete: answer<proto.DeleteRequest, Empty>(async (request) => {
      const state = read(request.getProperties());
      await operate(request, (operation) => typeOf(request.getUrn()).delete({ ...operation, inputs: state }, state));
      return new Empty();
    }),
    cancel: answer<Empty, Empty>(() => {
      cancellation.abort();
      return new Empty();
    }),
  };
}

const { DiffChanges } = proto.DiffResponse;

interface OperationRequest {
  getUrn(): string;
  /** Seconds; 0 for no limit. */
  getTimeout(): number;
}

/** A gRPC method from a function: what it returns is the answer, what it throws is the error's message. */
function answer<Request, Response>(
  method: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, done) => {
    Promise.resolve()
      .then(() => method(call.request))
      .then(
        (response) => done(null, response),
        (error: unknown) =>
          done({ code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) }),
      );
  };
}

/** A signal that follows `signal` and, after `seconds` (0: never), aborts by itself. */
function withTimeout(signal: AbortSignal, seconds: number): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  const follow = () => controller.abort(signal.reason);
  if (signal.aborted) follow();
  signal.addEventListener("abort", follow);
  const timer =
    seconds > 0 &&
    setTimeout(() => controller.abort(new UserError(`stopped after its timeout of ${seconds} s`)), seconds * 1000);
  return {
    signal: controller.signal,
    clear: () => {
      signal.removeEventListener("abort", follow);
      if (timer) clearTimeout(timer);
    },
  };
}

function read(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

function written(properties: Properties): Struct {
  const present = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Struct.fromJavaScript(Object.fromEntries(present) as Parameters<typeof Struct.fromJavaScript>[0]);
}
