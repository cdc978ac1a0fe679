import { mount } from "../ui-shared";
import { SupervisorPage } from "./app";

mount(<SupervisorPage />);
